-- Neutral plus the contributions of all pieces of evidence is the score, to the last digit.
with current_scores as (select * from {{ ref('fct_customer_scores_current') }}),

neutral_scores as (
    select
        customer_id,
        score_date,
        sum(neutral_contribution) as neutral_contribution
    from {{ ref('fct_score_drivers_daily') }}
    where score_date in (select current_scores.score_date from current_scores)
    group by customer_id, score_date
),

evidence as (
    select
        customer_id,
        sum(contribution) as contribution,
        sum(
            frequency_contribution + nature_contribution + tone_contribution
            + variety_contribution + persistence_contribution + recency_contribution
        ) as factor_contributions
    from {{ ref('fct_score_evidence_current') }}
    group by customer_id
)

select
    current_scores.customer_id,
    current_scores.score,
    neutral_scores.neutral_contribution,
    evidence.contribution
from current_scores
inner join neutral_scores on current_scores.customer_id = neutral_scores.customer_id
left join evidence on current_scores.customer_id = evidence.customer_id
where current_scores.score
    <> neutral_scores.neutral_contribution + coalesce(evidence.contribution, 0)
    or coalesce(evidence.contribution <> evidence.factor_contributions, false)
