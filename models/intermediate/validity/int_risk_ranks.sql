-- Customers of equal risk share a row, so ranks are running counts over a short list of risks.
with predicted_outcomes as (select * from {{ ref('int_predicted_outcomes') }}),

predictor_values as (select * from {{ ref('int_predictor_values') }}),

outcomes as (select * from {{ ref('score_outcomes') }}),

predictors as (select * from {{ ref('score_predictors') }}),

equal_risks as (
    select
        predicted_outcomes.prediction_date,
        predicted_outcomes.cohort,
        predicted_outcomes.outcome,
        predictor_values.predictor,
        predictor_values.predictor_value,
        predictor_values.predictor_value
        * coalesce(predictors.direction, outcomes.score_direction) as risk,
        count(*) as prediction_count,
        cast(sum(predicted_outcomes.event_count) as bigint) as event_count
    from predicted_outcomes
    inner join predictor_values
        on predicted_outcomes.customer_id = predictor_values.customer_id
            and predicted_outcomes.prediction_date = predictor_values.prediction_date
            and predicted_outcomes.cohort = predictor_values.cohort
    inner join outcomes
        on predicted_outcomes.outcome = outcomes.outcome
            and predicted_outcomes.cohort = outcomes.cohort
    inner join predictors on predictor_values.predictor = predictors.predictor
    group by
        predicted_outcomes.prediction_date, predicted_outcomes.cohort, predicted_outcomes.outcome,
        predictor_values.predictor, predictor_values.predictor_value, predictors.direction,
        outcomes.score_direction
),

day_counts as (
    select
        prediction_date,
        cohort,
        outcome,
        count(*) as day_prediction_count,
        cast(sum(event_count) as bigint) as day_event_count
    from predicted_outcomes
    group by prediction_date, cohort, outcome
),

cumulated as (
    select
        *,
        cast(sum(prediction_count) over riskier as bigint) - prediction_count as riskier_count,
        cast(sum(event_count) over riskier as bigint) - event_count as riskier_event_count
    from equal_risks
    window riskier as (
        partition by prediction_date, cohort, outcome, predictor
        order by risk desc nulls last
        rows between unbounded preceding and current row
    )
),

-- doubled, so that a tie counts one half
risk_ranks as (
    select
        cumulated.prediction_date,
        cumulated.cohort,
        cumulated.outcome,
        cumulated.predictor,
        cumulated.predictor_value,
        cumulated.prediction_count,
        cumulated.event_count,
        cumulated.riskier_count,
        day_counts.day_prediction_count,
        day_counts.day_event_count,
        2 * (
            day_counts.day_prediction_count - day_counts.day_event_count
            - cumulated.riskier_count + cumulated.riskier_event_count
        ) - (cumulated.prediction_count - cumulated.event_count) as event_doubled_wins,
        2 * cumulated.riskier_event_count + cumulated.event_count as other_doubled_wins
    from cumulated
    inner join day_counts
        on cumulated.prediction_date = day_counts.prediction_date
            and cumulated.cohort = day_counts.cohort
            and cumulated.outcome = day_counts.outcome
)

select * from risk_ranks
