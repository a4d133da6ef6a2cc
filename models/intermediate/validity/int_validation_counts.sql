with risk_ranks as (select * from {{ ref('int_risk_ranks') }}),

prediction_dates as (select * from {{ ref('int_prediction_dates') }}),

-- the tenth of the customers with the highest risk, in tenths of a customer; of equal risks that
-- do not all fit in, each counts by the same part
with_decile as (
    select
        *,
        least(
            greatest(day_prediction_count - 10 * riskier_count, 0), 10 * prediction_count
        ) as decile_tenths
    from risk_ranks
),

daily_counts as (
    select
        prediction_date,
        cohort,
        outcome,
        predictor,
        max(day_prediction_count) as prediction_count,
        max(day_event_count) as event_count,
        max(day_event_count) * (max(day_prediction_count) - max(day_event_count)) as pair_count,
        cast(sum(event_count * event_doubled_wins) as bigint) as doubled_wins,
        cast(sum({{ round_div(
            'event_count * decile_tenths', '10 * prediction_count', 1000000
        ) }}) as bigint) as decile_event_millionths
    from with_decile
    group by prediction_date, cohort, outcome, predictor
),

with_month as (
    select
        daily_counts.*,
        prediction_dates.prediction_month
    from daily_counts
    inner join prediction_dates
        on daily_counts.prediction_date = prediction_dates.prediction_date
),

-- a month, and all months together
with_period as (
    select
        *,
        cast(prediction_month as string) as period
    from with_month
    union all
    select
        *,
        'all' as period
    from with_month
),

period_counts as (
    select
        period,
        cohort,
        outcome,
        predictor,
        count(*) as prediction_date_count,
        cast(sum(prediction_count) as bigint) as prediction_count,
        cast(sum(event_count) as bigint) as event_count,
        cast(sum(pair_count) as bigint) as pair_count,
        cast(sum(doubled_wins) as bigint) as doubled_wins,
        cast(sum(decile_event_millionths) as bigint) as decile_event_millionths
    from with_period
    group by period, cohort, outcome, predictor
),

with_auc as (
    select
        *,
        case
            when pair_count > 0 then {{ round_div('doubled_wins', '2 * pair_count', 1000000) }}
        end as auc_millionths
    from period_counts
)

select * from with_auc
