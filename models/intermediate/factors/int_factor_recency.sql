with daily_contacts as (select * from {{ ref('int_daily_contacts') }}),

factor_scores as (
    select
        customer_id,
        score_date,
        cohort,
        'recency' as factor,
        latest_commendation_weight - latest_grievance_weight as raw_value,
        50 * (1000000 + latest_commendation_weight - latest_grievance_weight) as factor_score,
        cast(
            case when commendation_count > 0 then 1 else 0 end
            + case when grievance_count > 0 then 1 else 0 end as bigint
        ) as evidence_count,
        commendation_count + grievance_count > 0 as has_evidence
    from daily_contacts
)

select * from factor_scores
