-- The range asked for is filled in one run; a day without an active customer has nothing to score.
with due_days as (
    select distinct score_date
    from {{ ref('int_customer_days') }}
),

daily_scores as (select * from {{ ref('fct_customer_scores_daily') }}),

coverage as (select * from {{ ref('int_data_coverage') }}),

unscored_days as (
    select
        due_days.score_date,
        'due and not scored' as problem
    from due_days
    where
        not exists (
            select 1
            from daily_scores
            where daily_scores.score_date = due_days.score_date
        )
    union all
    select
        due_days.score_date,
        'scored before it was over' as problem
    from due_days
    inner join coverage on due_days.score_date > coverage.last_covered_date
)

select * from unscored_days
