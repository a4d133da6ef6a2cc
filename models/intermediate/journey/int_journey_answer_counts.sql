with answers as (select * from {{ ref('int_journey_answers') }}),

role_stages as (select * from {{ ref('int_role_stages') }}),

staged as (
    select
        answers.property_id,
        coalesce(answers.journey_stage, role_stages.journey_stage, 'unknown') as journey_stage,
        answers.touchpoint,
        cast(date_trunc('month', answers.answer_date) as date) as journey_month,
        answers.survey_type,
        cast(answers.rating as bigint) as rating,
        cast(answers.rating_max as bigint) as rating_max,
        answers.is_favourable,
        answers.is_unfavourable
    from answers
    left join role_stages
        on answers.customer_id = role_stages.customer_id
            and answers.property_id = role_stages.property_id
            and answers.answer_date = role_stages.role_date
),

counts as (
    select
        property_id,
        journey_stage,
        touchpoint,
        journey_month,
        {% for survey_type in ['csat', 'nps', 'ces', 'review'] -%}
            count(case when survey_type = '{{ survey_type }}' then 1 end)
                as {{ survey_type }}_response_count,
        {% endfor -%}
        count(case when survey_type = 'csat' and is_favourable then 1 end) as csat_favourable_count,
        count(case when survey_type = 'ces' and is_favourable then 1 end) as ces_favourable_count,
        count(case when survey_type = 'nps' and is_favourable then 1 end)
        - count(case when survey_type = 'nps' and is_unfavourable then 1 end) as nps_net_count,
        cast(coalesce(sum(case when survey_type = 'review' then rating end), 0) as bigint)
            as review_rating_sum,
        cast(coalesce(sum(case when survey_type = 'review' then rating_max end), 0) as bigint)
            as review_rating_max_sum
    from staged
    group by property_id, journey_stage, touchpoint, journey_month
)

select * from counts
