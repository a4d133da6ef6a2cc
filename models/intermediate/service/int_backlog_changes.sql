with coverage as (select * from {{ ref('int_data_coverage') }}),

issues as (select * from {{ ref('int_service_issues') }}),

ticket_versions as (select * from {{ ref('int_ticket_versions') }}),

age_bands as (select * from {{ ref('backlog_age_bands') }}),

-- a version tells that its issue was open from its first day until it was resolved or replaced
open_spans as (
    select
        ticket_versions.property_id,
        ticket_versions.opened_date,
        issues.due_date,
        ticket_versions.valid_from_date as open_from_date,
        least(
            coalesce(ticket_versions.resolved_date, cast('9999-12-31' as date)),
            coalesce(ticket_versions.valid_to_date, cast('9999-12-31' as date)),
            cast(coverage.as_of_date + 1 as date)
        ) as open_to_date,
        coverage.score_start_date
    from ticket_versions
    inner join issues on ticket_versions.issue_id = issues.issue_id
    cross join coverage
),

-- what was open before the first day is in the backlog of the first day
band_spans as (
    select
        open_spans.property_id,
        age_bands.age_band,
        open_spans.due_date,
        greatest(
            open_spans.open_from_date,
            cast(open_spans.opened_date + age_bands.age_from_days as date),
            open_spans.score_start_date
        ) as span_from_date,
        least(
            open_spans.open_to_date,
            coalesce(
                cast(open_spans.opened_date + age_bands.age_to_days + 1 as date),
                open_spans.open_to_date
            )
        ) as span_to_date
    from open_spans
    cross join age_bands
),

changes as (
    select
        property_id,
        age_band,
        span_from_date as service_date,
        1 as open_change,
        case when due_date <= span_from_date then 1 else 0 end as overdue_change
    from band_spans
    where span_from_date < span_to_date
    union all
    select
        property_id,
        age_band,
        due_date as service_date,
        0 as open_change,
        1 as overdue_change
    from band_spans
    where due_date > span_from_date and due_date < span_to_date
    union all
    select
        property_id,
        age_band,
        span_to_date as service_date,
        -1 as open_change,
        case when due_date < span_to_date then -1 else 0 end as overdue_change
    from band_spans
    where span_from_date < span_to_date
),

daily_changes as (
    select
        property_id,
        age_band,
        service_date,
        cast(sum(open_change) as bigint) as open_change,
        cast(sum(overdue_change) as bigint) as overdue_change
    from changes
    group by property_id, age_band, service_date
)

select * from daily_changes
