with predictions as (select * from {{ ref('int_known_predictions') }}),

horizons as (select * from {{ ref('int_outcome_horizons') }}),

events as (select * from {{ ref('int_outcome_events') }}),

interactions as (select * from {{ ref('int_interactions') }}),

judged as (
    select
        predictions.customer_id,
        predictions.prediction_date,
        predictions.cohort,
        horizons.outcome,
        horizons.event_kind,
        horizons.decided_by_type,
        cast(predictions.prediction_date + horizons.from_days as date) as from_date,
        cast(predictions.prediction_date + horizons.to_days as date) as to_date,
        cast(predictions.prediction_date - horizons.to_days as date) as decided_from_date
    from predictions
    inner join horizons
        on predictions.cohort = horizons.cohort
            and predictions.prediction_date <= horizons.last_judged_date
),

deciding_days as (
    select
        interactions.customer_id,
        horizons.outcome,
        horizons.cohort,
        interactions.interaction_date as decided_date
    from interactions
    inner join horizons on interactions.interaction_type = horizons.decided_by_type
    group by
        interactions.customer_id, horizons.outcome, horizons.cohort, interactions.interaction_date
),

-- what had been decided on the day is no forecast
open_outcomes as (
    select * from judged
    where
        not exists (
            select 1
            from deciding_days
            where deciding_days.customer_id = judged.customer_id
                and deciding_days.outcome = judged.outcome
                and deciding_days.cohort = judged.cohort
                and deciding_days.decided_date > judged.decided_from_date
                and deciding_days.decided_date <= judged.prediction_date
        )
),

with_events as (
    select
        open_outcomes.customer_id,
        open_outcomes.prediction_date,
        open_outcomes.cohort,
        open_outcomes.outcome,
        max(case when events.customer_id is not null then 1 else 0 end) as event_count,
        min(events.known_date) as first_known_date
    from open_outcomes
    left join events
        on open_outcomes.customer_id = events.customer_id
            and open_outcomes.event_kind = events.event_kind
            and open_outcomes.from_date <= events.event_date
            and open_outcomes.to_date >= events.event_date
    group by
        open_outcomes.customer_id, open_outcomes.prediction_date, open_outcomes.cohort,
        open_outcomes.outcome
),

predicted_outcomes as (
    select
        customer_id,
        prediction_date,
        cohort,
        outcome,
        event_count
    from with_events
    where coalesce(first_known_date > prediction_date, true)
)

select * from predicted_outcomes
