-- The mirror: on the days of the last batch nobody is scored who is not active, or the ranks would
-- count absent people.
with daily_scores as (select * from {{ ref('fct_customer_scores_daily') }}),

written_days as (
    select * from {{ ref('int_batch_days') }}
    where reason <> 'comparison'
),

customer_days as (
    select
        customer_id,
        score_date
    from {{ ref('int_customer_days') }}
    union all
    select
        customer_id,
        score_date
    from {{ ref('int_kept_scores') }}
),

inactive_customers as (
    select
        daily_scores.customer_id,
        daily_scores.score_date,
        daily_scores.cohort
    from daily_scores
    inner join written_days on daily_scores.score_date = written_days.score_date
    left join customer_days
        on daily_scores.customer_id = customer_days.customer_id
            and daily_scores.score_date = customer_days.score_date
    where customer_days.customer_id is null
)

select * from inactive_customers
