with current_scores as (select * from {{ ref('fct_customer_scores_current') }}),

lags as (
    select lags.lag_days
    from (values (0), (1), (7), (30)) as lags (lag_days)
),

newest_day as (
    select max(score_date) as score_date
    from current_scores
),

explained_days as (
    select
        lags.lag_days,
        cast(newest_day.score_date - lags.lag_days as date) as score_date
    from newest_day
    cross join lags
    where newest_day.score_date is not null
)

select * from explained_days
