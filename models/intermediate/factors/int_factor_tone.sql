with daily_contacts as (select * from {{ ref('int_daily_contacts') }}),

priors as (
    select cast(prior_evidence * 1000000000 as bigint) as prior_weight
    from {{ ref('factors') }}
    where factor = 'tone'
),

factor_scores as (
    select
        daily_contacts.customer_id,
        daily_contacts.score_date,
        daily_contacts.cohort,
        'tone' as factor,
        {{ int_div('daily_contacts.tone_positive_weight', 1000) }}
        - {{ int_div('daily_contacts.tone_negative_weight', 1000) }} as raw_value,
        {{ round_div(
            '2 * daily_contacts.tone_positive_weight + priors.prior_weight',
            'daily_contacts.tone_positive_weight + daily_contacts.tone_negative_weight'
            ~ ' + priors.prior_weight', 50 * 1000000
        ) }} as factor_score,
        daily_contacts.toned_count as evidence_count,
        daily_contacts.toned_count > 0 as has_evidence
    from daily_contacts
    cross join priors
)

select * from factor_scores
