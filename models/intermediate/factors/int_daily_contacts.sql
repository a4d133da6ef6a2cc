{{ config(post_hook="{{ keep_query() }}") }}

with customer_days as (select * from {{ ref('int_customer_days') }}),

contact_days as (
    select * from {{ ref('int_contact_days') }}
    where conversation_count > 0
),

decay_weights as (select * from {{ ref('int_decay_weights') }}),

summed as (
    select
        customer_days.customer_id,
        customer_days.score_date,
        customer_days.cohort,
        customer_days.exposed_days,
        sum(contact_days.conversation_count) as conversation_count,
        sum(contact_days.grievance_count) as grievance_count,
        sum(contact_days.commendation_count) as commendation_count,
        sum(contact_days.toned_count) as toned_count,
        sum(weights.frequency_weight * contact_days.conversation_count) as conversation_weight,
        sum(weights.frequency_weight * contact_days.engagement_count) as engagement_weight,
        sum(weights.frequency_weight * contact_days.burden_count) as burden_weight,
        sum(weights.nature_weight * contact_days.commendation_severity_tenths)
            as commendation_weight,
        sum(weights.nature_weight * contact_days.grievance_severity_tenths) as grievance_weight,
        sum(weights.tone_weight * contact_days.tone_positive_thousandths) as tone_positive_weight,
        sum(weights.tone_weight * contact_days.tone_negative_thousandths) as tone_negative_weight,
        max(case when contact_days.commendation_count > 0 then weights.recency_weight end)
            as latest_commendation_weight,
        max(case when contact_days.grievance_count > 0 then weights.recency_weight end)
            as latest_grievance_weight,
        sum(weights.confidence_weight_thousandths * contact_days.conversation_count)
            as confidence_weight,
        sum(
            weights.confidence_weight_thousandths * weights.confidence_weight_thousandths
            * contact_days.conversation_count
        ) as confidence_square_weight
    from customer_days
    left join contact_days
        on customer_days.customer_id = contact_days.customer_id
            and customer_days.score_date >= contact_days.interaction_date
            and customer_days.score_date
            <= contact_days.interaction_date + {{ var('scoring_window_days') }}
    left join decay_weights as weights
        on {{ days_between('contact_days.interaction_date', 'customer_days.score_date') }}
            = weights.age_days
    group by
        customer_days.customer_id,
        customer_days.score_date,
        customer_days.cohort,
        customer_days.exposed_days
),

without_nulls as (
    select
        customer_id,
        score_date,
        cohort,
        {% for name in [
            'conversation_count', 'grievance_count', 'commendation_count', 'toned_count',
            'conversation_weight', 'engagement_weight', 'burden_weight', 'commendation_weight',
            'grievance_weight', 'tone_positive_weight', 'tone_negative_weight',
            'latest_commendation_weight', 'latest_grievance_weight', 'confidence_weight',
            'confidence_square_weight',
        ] %}
            cast(coalesce({{ name }}, 0) as bigint) as {{ name }},
        {% endfor %}
        exposed_days
    from summed
)

select * from without_nulls
