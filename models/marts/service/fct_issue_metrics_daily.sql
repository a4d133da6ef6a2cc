with coverage as (select * from {{ ref('int_data_coverage') }}),

issues as (select * from {{ ref('int_service_issues') }}),

events as (
    select
        property_id,
        topic,
        importance,
        opened_date as service_date,
        1 as is_opened,
        0 as is_resolved,
        0 as resolution_seconds,
        0 as is_reopened,
        cast(null as boolean) as is_sla_breached
    from issues
    union all
    select
        property_id,
        topic,
        importance,
        resolved_date as service_date,
        0 as is_opened,
        1 as is_resolved,
        resolution_seconds,
        case when reopened_count > 0 then 1 else 0 end as is_reopened,
        is_sla_breached
    from issues
    where resolved_date is not null
),

counts as (
    select
        events.property_id,
        events.topic,
        events.importance,
        events.service_date,
        cast(sum(events.is_opened) as bigint) as opened_count,
        cast(sum(events.is_resolved) as bigint) as resolved_count,
        cast(sum(events.resolution_seconds) as bigint) as resolution_seconds_sum,
        cast(sum(events.is_reopened) as bigint) as reopened_count,
        count(events.is_sla_breached) as sla_judged_count,
        count(case when events.is_sla_breached then 1 end) as sla_breached_count
    from events
    cross join coverage
    where events.service_date <= coverage.as_of_date
    group by events.property_id, events.topic, events.importance, events.service_date
),

with_rates as (
    select
        *,
        cast(resolution_seconds_sum / nullif(3600 * resolved_count, 0) as decimal(14, 4))
            as resolution_hours_mean,
        cast(reopened_count / nullif(resolved_count, 0) as decimal(9, 6)) as reopen_rate,
        cast(sla_breached_count / nullif(sla_judged_count, 0) as decimal(9, 6)) as sla_breach_rate
    from counts
)

select * from with_rates
