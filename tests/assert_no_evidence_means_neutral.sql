-- Nobody turns bad (or good) for lack of data: a factor without evidence is exactly neutral.
with factor_scores as (select * from {{ ref('int_factor_scores') }}),

neutral_scores as (select * from {{ ref('int_neutral_scores') }}),

moved_without_evidence as (
    select
        factor_scores.customer_id,
        factor_scores.score_date,
        factor_scores.factor,
        factor_scores.factor_score,
        neutral_scores.neutral_score
    from factor_scores
    left join neutral_scores
        on factor_scores.cohort = neutral_scores.cohort
            and factor_scores.factor = neutral_scores.factor
    where not factor_scores.has_evidence
        and coalesce(factor_scores.factor_score <> neutral_scores.neutral_score, true)
)

select * from moved_without_evidence
