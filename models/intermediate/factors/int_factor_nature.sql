with daily_contacts as (select * from {{ ref('int_daily_contacts') }}),

priors as (
    select cast(prior_evidence * 10000000 as bigint) as prior_weight
    from {{ ref('factors') }}
    where factor = 'nature'
),

factor_scores as (
    select
        daily_contacts.customer_id,
        daily_contacts.score_date,
        daily_contacts.cohort,
        'nature' as factor,
        {{ int_div('daily_contacts.commendation_weight', 10) }}
        - {{ var('grievance_multiplier') }} * {{ int_div('daily_contacts.grievance_weight', 10) }}
            as raw_value,
        {{ round_div(
            '2 * daily_contacts.commendation_weight + priors.prior_weight',
            'daily_contacts.commendation_weight + ' ~ var('grievance_multiplier')
            ~ ' * daily_contacts.grievance_weight + priors.prior_weight', 50 * 1000000
        ) }} as factor_score,
        daily_contacts.grievance_count + daily_contacts.commendation_count as evidence_count,
        daily_contacts.grievance_count + daily_contacts.commendation_count > 0 as has_evidence
    from daily_contacts
    cross join priors
)

select * from factor_scores
