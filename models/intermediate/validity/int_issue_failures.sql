with issues as (select * from {{ ref('stg_raw__issues') }}),

ticket_versions as (select * from {{ ref('int_ticket_versions') }}),

properties as (select * from {{ ref('stg_raw__properties') }}),

targets as (select * from {{ ref('resolution_targets') }}),

versions as (
    select
        *,
        row_number() over (
            partition by issue_id
            order by reopened_count asc nulls last, version_number desc nulls last
        ) as first_episode_number
    from {{ ref('stg_raw__issue_versions') }}
    where is_deleted is not true
),

-- the newest word on the resolution before any reopening
with_target as (
    select
        issues.issue_id,
        issues.customer_id,
        properties.time_zone,
        versions.resolved_at,
        issues.opened_at + targets.target_hours * interval '1' hour as due_at
    from issues
    inner join properties on issues.property_id = properties.property_id
    inner join versions
        on issues.issue_id = versions.issue_id and versions.first_episode_number = 1
    inner join targets on issues.importance = targets.importance
),

failures as (
    select
        customer_id,
        {{ local_date('due_at', 'time_zone') }} as failure_date
    from with_target
    where coalesce(resolved_at > due_at, true)
    union all
    select
        customer_id,
        min(valid_from_date) as failure_date
    from ticket_versions
    where reopened_count > 0
    group by customer_id, issue_id, reopened_count
    union all
    select
        ticket_versions.customer_id,
        min(ticket_versions.valid_from_date) as failure_date
    from ticket_versions
    inner join versions
        on ticket_versions.issue_id = versions.issue_id
            and ticket_versions.version_number = versions.version_number
    where versions.is_escalated
    group by ticket_versions.customer_id, ticket_versions.issue_id
),

failure_days as (
    select
        customer_id,
        failure_date
    from failures
    group by customer_id, failure_date
)

select * from failure_days
