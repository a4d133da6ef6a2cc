-- depends_on: {{ ref('int_scoring_days') }}
with coverage as (select * from {{ ref('int_data_coverage') }}),

properties as (select * from {{ ref('stg_raw__properties') }}),

rules as (select * from {{ ref('survey_score_rules') }}),

dated as (
    select
        surveys.*,
        {{ local_date('surveys.responded_at', 'properties.time_zone') }} as answer_date
    from {{ ref('stg_raw__surveys') }} as surveys
    inner join properties on surveys.property_id = properties.property_id
),

answers as (
    select
        dated.survey_id,
        dated.customer_id,
        dated.property_id,
        dated.survey_type,
        lower(trim(dated.touchpoint)) as survey_touchpoint,
        dated.responded_at,
        dated.answer_date,
        dated.rating,
        dated.rating_max,
        coalesce(dated.rating_max = rules.rating_max_required, true) as has_score,
        cast(100 * dated.rating as bigint) >= rules.favourable_from_pct * dated.rating_max
            as is_favourable,
        cast(100 * dated.rating as bigint) <= rules.unfavourable_to_pct * dated.rating_max
            as is_unfavourable
    from dated
    inner join coverage on dated.answer_date <= coverage.as_of_date
    inner join rules on dated.survey_type = rules.survey_type
)

select * from answers
