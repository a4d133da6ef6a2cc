with contacts as (select * from {{ ref('int_daily_contacts') }}),

decay_weights as (select * from {{ ref('int_decay_weights') }}),

rates as (
    select
        contacts.customer_id,
        contacts.score_date,
        contacts.cohort,
        contacts.conversation_count,
        {{ round_div('contacts.conversation_weight', 'weights.exposure_weight', 30 * 1000000) }}
            as conversation_rate,
        {{ round_div('contacts.engagement_weight', 'weights.exposure_weight', 30 * 1000000) }}
            as engagement_rate,
        {{ round_div('contacts.burden_weight', 'weights.exposure_weight', 30 * 1000000) }}
            as burden_rate
    from contacts
    inner join decay_weights as weights
        on
            weights.age_days = least(
                greatest(contacts.exposed_days, {{ var('minimum_exposure_days') }}) - 1,
                {{ var('scoring_window_days') }}
            )
)

select * from rates
