with daily_scores as {{ not_materialized() }} (
    select * from {{ ref('fct_customer_scores_daily') }}
),

newest_day as (
    select max(score_date) as score_date
    from daily_scores
),

current_scores as (
    select daily_scores.*
    from daily_scores
    inner join newest_day on daily_scores.score_date = newest_day.score_date
)

select * from current_scores
