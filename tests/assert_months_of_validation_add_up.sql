-- The row of all months together is made of the same predictions as the months, and each predictor
-- of an outcome is judged on the same customers: else their AUCs could not be compared.
with totals as (
    select
        cohort,
        outcome,
        predictor,
        sum(case when period = 'month' then prediction_count end) as monthly_predictions,
        sum(case when period = 'all' then prediction_count end) as predictions,
        sum(case when period = 'month' then event_count end) as monthly_events,
        sum(case when period = 'all' then event_count end) as events
    from {{ ref('fct_score_validation') }}
    group by cohort, outcome, predictor
)

select
    totals.*,
    scores.predictions as score_predictions,
    scores.events as score_events
from totals
left join totals as scores
    on totals.cohort = scores.cohort
        and totals.outcome = scores.outcome
        and scores.predictor = 'score'
where totals.monthly_predictions is distinct from totals.predictions
    or totals.monthly_events is distinct from totals.events
    or totals.predictions is distinct from scores.predictions
    or totals.events is distinct from scores.events
