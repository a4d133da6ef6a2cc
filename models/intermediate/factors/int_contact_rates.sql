with daily_contacts as (
    select * from {{ ref('int_daily_contacts') }}
),

decay_weights as (
    select * from {{ ref('int_decay_weights') }}
),

rates as (
    select
        daily_contacts.customer_id,
        daily_contacts.score_date,
        daily_contacts.cohort,
        daily_contacts.conversation_count,
        {{ round_div('daily_contacts.conversation_weight', 'weights.exposure_weight', 30 * 1000000) }}
            as conversation_rate,
        {{ round_div('daily_contacts.engagement_weight', 'weights.exposure_weight', 30 * 1000000) }}
            as engagement_rate,
        {{ round_div('daily_contacts.burden_weight', 'weights.exposure_weight', 30 * 1000000) }}
            as burden_rate
    from daily_contacts
    inner join decay_weights as weights
        on
            weights.age_days = least(
                greatest(daily_contacts.exposed_days, {{ var('minimum_exposure_days') }}) - 1,
                {{ var('scoring_window_days') }}
            )
)

select * from rates
