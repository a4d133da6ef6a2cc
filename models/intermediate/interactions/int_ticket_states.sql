-- depends_on: {{ ref('stg_raw__reads') }} {{ ref('int_changed_topics') }}
with ticket_versions as (select * from {{ ref('int_changed_ticket_versions') }}),

repeats as (
    select
        issue_id,
        report_date,
        count(*) as report_count,
        max(severity_tenths) as severity_tenths
    from {{ ref('int_changed_ticket_reports') }}
    where report_date > opened_date
    group by issue_id, report_date
),

change_dates as (
    select
        issue_id,
        valid_from_date as state_from_date
    from ticket_versions
    union distinct
    select
        issue_id,
        report_date as state_from_date
    from repeats
),

intervals as (
    select
        issue_id,
        state_from_date,
        lead(state_from_date) over (
            partition by issue_id
            order by state_from_date nulls last
        ) as state_to_date
    from change_dates
),

repeats_so_far as (
    select
        intervals.issue_id,
        intervals.state_from_date,
        cast(coalesce(sum(repeats.report_count), 0) as bigint) as repeat_count,
        coalesce(max(repeats.severity_tenths), 0) as severity_tenths
    from intervals
    left join repeats
        on intervals.issue_id = repeats.issue_id
            and intervals.state_from_date >= repeats.report_date
    group by intervals.issue_id, intervals.state_from_date
),

states as (
    select
        'ticket ' || ticket_versions.issue_id as issue_key,
        ticket_versions.customer_id,
        ticket_versions.topic,
        intervals.state_from_date,
        intervals.state_to_date,
        ticket_versions.opened_date,
        ticket_versions.resolved_date,
        greatest(ticket_versions.severity_tenths, repeats_so_far.severity_tenths)
            as severity_tenths,
        cast(ticket_versions.reopened_count as bigint) as reopened_count,
        repeats_so_far.repeat_count
    from intervals
    inner join ticket_versions
        on intervals.issue_id = ticket_versions.issue_id
            and intervals.state_from_date >= ticket_versions.valid_from_date
            and intervals.state_from_date
            < coalesce(ticket_versions.valid_to_date, cast('9999-12-31' as date))
    inner join repeats_so_far
        on intervals.issue_id = repeats_so_far.issue_id
            and intervals.state_from_date = repeats_so_far.state_from_date
)

select * from states
