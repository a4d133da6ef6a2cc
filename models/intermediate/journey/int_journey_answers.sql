with survey_answers as (
    select * from {{ ref('int_survey_answers') }}
    where has_score
),

coverage as (select * from {{ ref('int_data_coverage') }}),

evidence as (
    select * from {{ ref('journey_evidence') }}
    where evidence_source = 'survey_touchpoint'
),

answers as (
    select
        survey_answers.survey_id,
        survey_answers.customer_id,
        survey_answers.property_id,
        survey_answers.survey_type,
        coalesce(evidence.touchpoint, 'other') as touchpoint,
        evidence.journey_stage,
        survey_answers.answer_date,
        survey_answers.rating,
        survey_answers.rating_max,
        survey_answers.is_favourable,
        survey_answers.is_unfavourable
    from survey_answers
    inner join coverage on survey_answers.answer_date >= {{ journey_start_date() }}
    left join evidence on survey_answers.survey_touchpoint = evidence.evidence_value
)

select * from answers
