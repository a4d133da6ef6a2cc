with predictions as (select * from {{ ref('int_known_predictions') }}),

contacts as (select * from {{ ref('int_conversation_days') }}),

ticket_versions as (select * from {{ ref('int_ticket_versions') }}),

decay_weights as (select * from {{ ref('int_decay_weights') }}),

contact_counts as (
    select
        predictions.customer_id,
        predictions.prediction_date,
        sum(case when weights.age_days < {{ var('validation_contact_days') }} then 1 end)
            as contact_count,
        sum(weights.frequency_weight) as decayed_contacts,
        min(weights.age_days) as days_since_contact
    from predictions
    inner join contacts
        on predictions.customer_id = contacts.customer_id
            and predictions.prediction_date >= contacts.interaction_date
            and predictions.prediction_date
            <= contacts.interaction_date + {{ var('scoring_window_days') }}
    inner join decay_weights as weights
        on {{ days_between('contacts.interaction_date', 'predictions.prediction_date') }}
            = weights.age_days
    group by predictions.customer_id, predictions.prediction_date
),

ticket_counts as (
    select
        predictions.customer_id,
        predictions.prediction_date,
        count(*) as open_tickets
    from predictions
    inner join ticket_versions
        on predictions.customer_id = ticket_versions.customer_id
            and predictions.prediction_date >= ticket_versions.valid_from_date
            and coalesce(predictions.prediction_date < ticket_versions.valid_to_date, true)
            and coalesce(predictions.prediction_date < ticket_versions.resolved_date, true)
    group by predictions.customer_id, predictions.prediction_date
),

plain_counts as (
    select
        predictions.customer_id,
        predictions.prediction_date,
        coalesce(contact_counts.contact_count, 0) as contact_count,
        coalesce(contact_counts.decayed_contacts, 0) as decayed_contacts,
        coalesce(contact_counts.days_since_contact, {{ var('scoring_window_days') }} + 1)
            as days_since_contact,
        coalesce(ticket_counts.open_tickets, 0) as open_tickets
    from predictions
    left join contact_counts
        on predictions.customer_id = contact_counts.customer_id
            and predictions.prediction_date = contact_counts.prediction_date
    left join ticket_counts
        on predictions.customer_id = ticket_counts.customer_id
            and predictions.prediction_date = ticket_counts.prediction_date
)

select * from plain_counts
