with metrics as (select * from {{ ref('initiative_metrics') }}),

contacts as (
    select
        'contact_rate' as metric,
        property_id,
        service_date as observed_date,
        cast(contact_count as bigint) * 700000000 as value_sum,
        0 as value_count
    from {{ ref('fct_service_metrics_daily') }}
),

-- an issue that is open longer than the follow-up, or still, counts as the follow-up
issues as (
    select
        metrics.metric,
        issues.property_id,
        issues.opened_date as observed_date,
        {{ round_div(
            "least(coalesce(issues.resolution_seconds, 604800 * metrics.follow_up_weeks), "
            ~ "604800 * metrics.follow_up_weeks)",
            3600, 1000000
        ) }} as value_sum,
        1 as value_count
    from {{ ref('int_service_issues') }} as issues
    inner join metrics on metrics.metric = 'resolution_hours'
),

answers as (
    select
        metrics.metric,
        surveys.property_id,
        surveys.service_date as observed_date,
        {{ round_div('surveys.rating_sum', 'surveys.rating_max', 100000000) }} as value_sum,
        surveys.response_count as value_count
    from {{ ref('int_survey_counts') }} as surveys
    inner join metrics on surveys.survey_type = metrics.survey_type
),

observed as (
    select * from contacts
    union all
    select * from issues
    union all
    select * from answers
),

property_days as (
    select
        metric,
        property_id,
        observed_date,
        cast(sum(value_sum) as bigint) as value_sum,
        cast(sum(value_count) as bigint) as value_count
    from observed
    group by metric, property_id, observed_date
)

select * from property_days
