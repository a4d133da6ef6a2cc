with predicted_outcomes as (select * from {{ ref('int_predicted_outcomes') }}),

predictor_values as (select * from {{ ref('int_predictor_values') }}),

risk_ranks as (select * from {{ ref('int_risk_ranks') }}),

prediction_dates as (select * from {{ ref('int_prediction_dates') }}),

dated_wins as (
    select
        predicted_outcomes.customer_id,
        cast(prediction_dates.prediction_month as string) as period,
        predicted_outcomes.cohort,
        predicted_outcomes.outcome,
        predictor_values.predictor,
        predicted_outcomes.event_count,
        case
            when predicted_outcomes.event_count = 1 then risk_ranks.event_doubled_wins
            else risk_ranks.other_doubled_wins
        end as doubled_wins,
        case
            when predicted_outcomes.event_count = 1
                then risk_ranks.day_prediction_count - risk_ranks.day_event_count
            else risk_ranks.day_event_count
        end as pair_count
    from predicted_outcomes
    inner join prediction_dates
        on predicted_outcomes.prediction_date = prediction_dates.prediction_date
    inner join predictor_values
        on predicted_outcomes.customer_id = predictor_values.customer_id
            and predicted_outcomes.prediction_date = predictor_values.prediction_date
            and predicted_outcomes.cohort = predictor_values.cohort
    inner join risk_ranks
        on predicted_outcomes.prediction_date = risk_ranks.prediction_date
            and predicted_outcomes.cohort = risk_ranks.cohort
            and predicted_outcomes.outcome = risk_ranks.outcome
            and predictor_values.predictor = risk_ranks.predictor
            and predictor_values.predictor_value = risk_ranks.predictor_value
),

monthly_wins as (
    select
        customer_id,
        period,
        cohort,
        outcome,
        predictor,
        max(event_count) as event_count,
        max(1 - event_count) as other_count,
        cast(sum(doubled_wins) as bigint) as doubled_wins,
        cast(sum(pair_count) as bigint) as pair_count
    from dated_wins
    group by customer_id, period, cohort, outcome, predictor
),

-- a month, and all months together
customer_wins as (
    select * from monthly_wins
    union all
    select
        customer_id,
        'all' as period,
        cohort,
        outcome,
        predictor,
        max(event_count) as event_count,
        max(other_count) as other_count,
        cast(sum(doubled_wins) as bigint) as doubled_wins,
        cast(sum(pair_count) as bigint) as pair_count
    from monthly_wins
    group by customer_id, cohort, outcome, predictor
)

select * from customer_wins
