with versions as (
    select * from {{ ref('stg_raw__issue_versions') }}
    where issue_id in (select changed.issue_id from {{ ref('stg_raw__changed_issues') }} as changed)
),

properties as (select * from {{ ref('stg_raw__properties') }}),

load_changes as (
    select * from {{ ref('stg_raw__load_changes') }}
    where source_table = 'issues'
),

marked as (
    select
        versions.*,
        {{ local_date('versions.opened_at', 'properties.time_zone') }} as opened_date,
        {{ local_date('versions.resolved_at', 'properties.time_zone') }} as resolved_date,
        {{ local_date('versions.loaded_at', 'properties.time_zone') }} as loaded_date,
        coalesce(versions.loaded_at > load_changes.new_after_at, false) as is_new
    from versions
    left join properties on versions.property_id = properties.property_id
    left join load_changes on cast(versions.loaded_at as date) = load_changes.load_date
),

new_issues as (
    select issue_id
    from marked
    where is_new
    group by issue_id
),

-- the new versions and the one in force before them
sides as (
    select
        marked.*,
        concat_ws('|', marked.customer_id, marked.property_id, marked.opened_date) as whose_issue,
        concat_ws(
            '|', marked.topic, marked.importance, marked.reopened_count, marked.is_escalated,
            coalesce(cast(marked.resolved_date as string), 'open')
        ) as issue_state,
        row_number() over (
            partition by marked.issue_id, marked.is_new
            order by marked.loaded_at desc nulls last
        ) as newness
    from marked
    inner join new_issues on marked.issue_id = new_issues.issue_id
),

-- the resolution of the versions that say the same of reopenings as the one in force before
compared as (
    select
        *,
        case
            when reopened_count = min(reopened_count) over (partition by issue_id)
                then coalesce(resolved_date, cast('9999-12-30' as date))
        end as known_resolved_date
    from sides
    where is_new or newness = 1
),

-- A later version of an issue counts from its load, another resolution from its own date unless
-- the issue was reopened in between. Where the issue comes or goes, or who, where or since when
-- changes, or a reopening is taken back, all its days do.
changes as (
    select
        issue_id,
        max(case when is_new then loaded_at end) as loaded_at,
        min(case when is_new then loaded_date end) as changed_date,
        min(known_resolved_date) as first_resolved_date,
        max(known_resolved_date) as last_resolved_date,
        coalesce(
            max(case when is_deleted then 1 else 0 end) = 1
            or min(whose_issue) <> max(whose_issue)
            or min(case when is_new then reopened_count end)
            < max(case when not is_new then reopened_count end), false
        )
        or coalesce(
            min(case when is_new then loaded_at end)
            < max(case when not is_new then loaded_at end), true
        ) as is_from_opening,
        min(issue_state) <> max(issue_state) as is_other_state
    from compared
    group by issue_id
),

first_days as (
    select
        issue_id,
        loaded_at,
        is_from_opening,
        case
            when first_resolved_date <> last_resolved_date
                then least(changed_date, first_resolved_date)
            else changed_date
        end as state_date
    from changes
    where is_from_opening or is_other_state
),

touches as (
    select
        compared.issue_id,
        compared.customer_id,
        min(case
            when first_days.is_from_opening then compared.opened_date
            else first_days.state_date
        end) as touched_from_date,
        first_days.loaded_at
    from compared
    inner join first_days on compared.issue_id = first_days.issue_id
    where compared.is_deleted is not true
    group by compared.issue_id, compared.customer_id, first_days.loaded_at
)

select * from touches
