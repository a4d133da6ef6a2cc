-- The steepest falls of a week with the three conversations or issues that took most from each.
with falls as (
    select
        customer_id,
        cohort,
        score,
        score_change,
        explanation,
        row_number() over (order by score_change asc nulls last, customer_id asc nulls last)
            as fall_number
    from {{ ref('fct_score_changes_current') }}
    where lag_days = 7 and score_change < 0
),

evidence as (
    select
        *,
        row_number() over (
            partition by customer_id
            order by contribution_change_7d asc nulls last, evidence_key asc nulls last
        ) as loss_number
    from {{ ref('fct_score_evidence_current') }}
    where contribution_change_7d < 0
)

select
    falls.customer_id,
    falls.cohort,
    cast(falls.score as decimal(5, 1)) as score,
    cast(falls.score_change as decimal(5, 1)) as score_change,
    falls.explanation,
    evidence.evidence_date,
    evidence.evidence_kind,
    evidence.channel,
    evidence.topic,
    evidence.change_reason,
    cast(evidence.contribution_7d_ago as decimal(5, 1)) as contribution_7d_ago,
    cast(evidence.contribution as decimal(5, 1)) as contribution
from falls
left join evidence on falls.customer_id = evidence.customer_id and evidence.loss_number <= 3
where falls.fall_number <= 10
order by falls.fall_number asc, evidence.loss_number asc
