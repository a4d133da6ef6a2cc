-- depends_on: {{ ref('int_scoring_days') }}
with coverage as (select * from {{ ref('int_data_coverage') }}),

properties as (select * from {{ ref('stg_raw__properties') }}),

rules as (select * from {{ ref('survey_score_rules') }}),

evidence as (
    select * from {{ ref('journey_evidence') }}
    where evidence_source = 'survey_touchpoint'
),

dated as (
    select
        surveys.survey_id,
        surveys.customer_id,
        surveys.property_id,
        surveys.survey_type,
        lower(trim(surveys.touchpoint)) as survey_touchpoint,
        surveys.rating,
        surveys.rating_max,
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
        coalesce(evidence.touchpoint, 'other') as touchpoint,
        evidence.journey_stage,
        dated.answer_date,
        dated.rating,
        dated.rating_max,
        cast(100 * dated.rating as bigint) >= rules.favourable_from_pct * dated.rating_max
            as is_favourable,
        cast(100 * dated.rating as bigint) <= rules.unfavourable_to_pct * dated.rating_max
            as is_unfavourable
    from dated
    inner join coverage
        on dated.answer_date
            between {{ journey_start_date() }}
            and coverage.as_of_date
    -- answers on another scale than the required one have no score
    inner join rules
        on dated.survey_type = rules.survey_type
            and coalesce(dated.rating_max = rules.rating_max_required, true)
    left join evidence on dated.survey_touchpoint = evidence.evidence_value
)

select * from answers
