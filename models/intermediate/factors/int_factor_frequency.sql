with contact_rates as (select * from {{ ref('int_contact_rates') }}),

segments as (select * from {{ ref('int_frequency_segments') }}),

factor_scores as (
    select
        contact_rates.customer_id,
        contact_rates.score_date,
        contact_rates.cohort,
        'frequency' as factor,
        contact_rates.conversation_rate as raw_value,
        least(
            {{ interpolate('contact_rates.engagement_rate', 'engagement') }},
            {{ interpolate('contact_rates.burden_rate', 'burden') }}
        ) as factor_score,
        contact_rates.conversation_count as evidence_count,
        contact_rates.conversation_count > 0 as has_evidence
    from contact_rates
    inner join segments as engagement
        on contact_rates.cohort = engagement.cohort
            and engagement.curve = 'engagement'
            and contact_rates.engagement_rate >= engagement.from_rate
            and coalesce(contact_rates.engagement_rate < engagement.to_rate, true)
    inner join segments as burden
        on contact_rates.cohort = burden.cohort
            and burden.curve = 'burden'
            and contact_rates.burden_rate >= burden.from_rate
            and coalesce(contact_rates.burden_rate < burden.to_rate, true)
)

select * from factor_scores
