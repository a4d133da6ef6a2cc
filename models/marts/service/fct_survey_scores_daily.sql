with daily_scores as (
    select
        property_id,
        survey_type,
        rating_max,
        service_date,
        response_count,
        favourable_count,
        neutral_count,
        unfavourable_count,
        rating_sum,
        rating_square_sum,
        score,
        score_lower,
        score_upper
    from {{ ref('int_survey_scores') }}
    where service_date is not null
)

select * from daily_scores
