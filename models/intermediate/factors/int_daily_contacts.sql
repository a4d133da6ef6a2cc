{{ config(post_hook="{{ keep_query() }}") }}

with customer_days as {{ not_materialized() }} (
    select * from {{ ref('int_customer_days') }}
),

contacts as (select * from {{ ref('int_conversation_days') }}),

decay_weights as (select * from {{ ref('int_decay_weights') }}),

summed as (
    select
        customer_days.customer_id,
        customer_days.score_date,
        count(*) as conversation_count,
        sum(contacts.grievance_count) as grievance_count,
        sum(contacts.commendation_count) as commendation_count,
        sum(contacts.toned_count) as toned_count,
        sum(weights.frequency_weight) as conversation_weight,
        sum(weights.frequency_weight * (1 - contacts.grievance_count)) as engagement_weight,
        sum(
            case
                when contacts.grievance_count = 1 or contacts.commendation_count = 0
                    then weights.frequency_weight
            end
        ) as burden_weight,
        sum(weights.nature_weight * contacts.commendation_severity_tenths)
            as commendation_weight,
        sum(weights.nature_weight * contacts.grievance_severity_tenths) as grievance_weight,
        sum(weights.tone_weight * contacts.tone_positive_thousandths) as tone_positive_weight,
        sum(weights.tone_weight * contacts.tone_negative_thousandths) as tone_negative_weight,
        max(case when contacts.commendation_count > 0 then weights.recency_weight end)
            as latest_commendation_weight,
        max(case when contacts.grievance_count > 0 then weights.recency_weight end)
            as latest_grievance_weight,
        sum(weights.confidence_weight_thousandths) as confidence_weight,
        sum(weights.confidence_weight_thousandths * weights.confidence_weight_thousandths)
            as confidence_square_weight
    from customer_days
    inner join contacts
        on customer_days.customer_id = contacts.customer_id
            and customer_days.score_date >= contacts.interaction_date
            and contacts.interaction_date
            >= customer_days.score_date - {{ var('scoring_window_days') }}
    inner join decay_weights as weights
        on {{ days_between('contacts.interaction_date', 'customer_days.score_date') }}
            = weights.age_days
    group by customer_days.customer_id, customer_days.score_date
),

without_nulls as (
    select
        customer_days.customer_id,
        customer_days.score_date,
        customer_days.cohort,
        {% for name in [
            'conversation_count', 'grievance_count', 'commendation_count', 'toned_count',
            'conversation_weight', 'engagement_weight', 'burden_weight', 'commendation_weight',
            'grievance_weight', 'tone_positive_weight', 'tone_negative_weight',
            'latest_commendation_weight', 'latest_grievance_weight', 'confidence_weight',
            'confidence_square_weight',
        ] %}
            cast(coalesce(summed.{{ name }}, 0) as bigint) as {{ name }},
        {% endfor %}
        customer_days.exposed_days
    from customer_days
    left join summed
        on customer_days.customer_id = summed.customer_id
            and customer_days.score_date = summed.score_date
)

select * from without_nulls
