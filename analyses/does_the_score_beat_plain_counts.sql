-- Is the score worth having, next to counting contacts? For each outcome the score and the plain
-- count that did best, over all months, with the lead of the score and what chance leaves of it.
with measured as (
    select * from {{ ref('fct_score_validation') }}
    where period = 'all'
),

scores as (
    select * from measured
    where predictor = 'score'
),

best_counts as (
    select
        *,
        row_number() over (
            partition by cohort, outcome
            order by auc desc nulls last, predictor asc nulls last
        ) as count_number
    from measured
    where predictor_kind = 'baseline'
),

compared as (
    select
        scores.cohort,
        scores.outcome,
        scores.customer_count,
        scores.event_customer_count,
        scores.auc as score_auc,
        scores.auc_lower as score_auc_lower,
        scores.auc_upper as score_auc_upper,
        scores.worst_decile_lift,
        best_counts.predictor as best_count,
        best_counts.auc as count_auc,
        best_counts.score_lead,
        best_counts.score_lead_lower,
        best_counts.score_lead_upper,
        case
            when best_counts.score_lead_lower > 0 then 'yes'
            when best_counts.score_lead_upper < 0 then 'no, it is worse'
            when best_counts.score_lead_lower is null then 'too few to say'
            else 'not beyond chance'
        end as score_beats_it
    from scores
    inner join best_counts
        on scores.cohort = best_counts.cohort
            and scores.outcome = best_counts.outcome
            and best_counts.count_number = 1
)

select * from compared
order by cohort desc nulls last, outcome asc nulls last
