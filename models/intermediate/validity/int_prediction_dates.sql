-- the writing of the daily table fills the list of writes
-- depends_on: {{ ref('fct_customer_scores_daily') }}
with day_writes as (select * from {{ ref('int_day_writes') }}),

coverage as (select * from {{ ref('int_data_coverage') }}),

written_days as (
    select score_date
    from day_writes
    group by score_date
),

-- counted from a Sunday long ago, so that a further day never moves the others
prediction_dates as (
    select
        written_days.score_date as prediction_date,
        cast(date_trunc('month', written_days.score_date) as date) as prediction_month
    from written_days
    inner join coverage on written_days.score_date <= coverage.as_of_date
    where
        {{ days_between("cast('2000-01-02' as date)", 'written_days.score_date') }}
        % {{ var('validation_step_days') }} = 0
)

select * from prediction_dates
