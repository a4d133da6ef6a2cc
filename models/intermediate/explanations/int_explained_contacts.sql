with explained_scores as (select * from {{ ref('int_explained_scores') }}),

contacts as (select * from {{ ref('int_conversation_days') }}),

decay_weights as (select * from {{ ref('int_decay_weights') }}),

weighed_contacts as (
    select
        explained_scores.customer_id,
        explained_scores.lag_days,
        'conversation ' || cast(contacts.interaction_date as string) || ' '
        || contacts.conversation_key as evidence_key,
        contacts.conversation_key,
        contacts.interaction_date,
        contacts.grievance_count,
        contacts.commendation_count,
        contacts.grievance_severity_tenths,
        contacts.commendation_severity_tenths,
        weights.frequency_weight,
        weights.nature_weight * contacts.commendation_severity_tenths as commendation_size,
        {{ var('grievance_multiplier') }} * weights.nature_weight
        * contacts.grievance_severity_tenths as grievance_size,
        weights.tone_weight * contacts.tone_positive_thousandths as tone_positive_size,
        weights.tone_weight * contacts.tone_negative_thousandths as tone_negative_size,
        weights.recency_weight
    from explained_scores
    inner join contacts
        on explained_scores.customer_id = contacts.customer_id
            and explained_scores.score_date >= contacts.interaction_date
            and explained_scores.score_date
            <= contacts.interaction_date + {{ var('scoring_window_days') }}
    inner join decay_weights as weights
        on {{ days_between('contacts.interaction_date', 'explained_scores.score_date') }}
            = weights.age_days
)

select * from weighed_contacts
