with predicted_outcomes as (select * from {{ ref('int_predicted_outcomes') }}),

predictions as (select * from {{ ref('int_known_predictions') }}),

prediction_dates as (select * from {{ ref('int_prediction_dates') }}),

score_bands as (
    select
        score_band,
        cast(lower_edge * 1000000 as bigint) as lower_edge,
        cast(lead(lower_edge) over (order by lower_edge nulls last) * 1000000 as bigint)
            as upper_edge
    from {{ ref('score_bands') }}
),

customer_months as (
    select
        predicted_outcomes.customer_id,
        cast(prediction_dates.prediction_month as string) as period,
        predicted_outcomes.cohort,
        predicted_outcomes.outcome,
        score_bands.score_band,
        count(*) as prediction_count,
        cast(sum(predicted_outcomes.event_count) as bigint) as event_count
    from predicted_outcomes
    inner join prediction_dates
        on predicted_outcomes.prediction_date = prediction_dates.prediction_date
    inner join predictions
        on predicted_outcomes.customer_id = predictions.customer_id
            and predicted_outcomes.prediction_date = predictions.prediction_date
    inner join score_bands
        on predictions.score >= score_bands.lower_edge
            and coalesce(predictions.score < score_bands.upper_edge, true)
    group by
        predicted_outcomes.customer_id, prediction_dates.prediction_month,
        predicted_outcomes.cohort, predicted_outcomes.outcome, score_bands.score_band
),

-- a month, and all months together
with_period as (
    select * from customer_months
    union all
    select
        customer_id,
        'all' as period,
        cohort,
        outcome,
        score_band,
        cast(sum(prediction_count) as bigint) as prediction_count,
        cast(sum(event_count) as bigint) as event_count
    from customer_months
    group by customer_id, cohort, outcome, score_band
),

band_counts as (
    select
        period,
        cohort,
        outcome,
        score_band,
        cast(sum(prediction_count) as bigint) as prediction_count,
        cast(sum(event_count) as bigint) as event_count,
        count(*) as customer_count
    from with_period
    group by period, cohort, outcome, score_band
)

select * from band_counts
