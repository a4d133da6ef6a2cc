with coverage as (select * from {{ ref('int_data_coverage') }}),

monthly_scores as (
    select
        scores.service_month,
        case when scores.property_id is null then 'portfolio' else 'property' end as scope,
        scores.property_id,
        scores.survey_type,
        scores.rating_max,
        scores.response_count,
        scores.favourable_count,
        scores.neutral_count,
        scores.unfavourable_count,
        scores.rating_sum,
        scores.score,
        scores.score_lower,
        scores.score_upper,
        coverage.as_of_date >= last_day(scores.service_month) as is_complete
    from {{ ref('int_survey_scores') }} as scores
    cross join coverage
    where scores.service_date is null
)

select * from monthly_scores
