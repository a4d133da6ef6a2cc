-- The list that people work from shows the newest day and everybody on it.
with current_scores as (
    select
        customer_id,
        score_date,
        score
    from {{ ref('fct_customer_scores_current') }}
),

last_day as (
    select
        daily_scores.customer_id,
        daily_scores.score_date,
        daily_scores.score
    from {{ ref('fct_customer_scores_daily') }} as daily_scores
    where
        daily_scores.score_date = (
            select max(every_score.score_date)
            from {{ ref('fct_customer_scores_daily') }} as every_score
        )
),

missing_rows as (
    select * from last_day
    except all
    select * from current_scores
),

extra_rows as (
    select * from current_scores
    except all
    select * from last_day
),

differing_rows as (
    select * from missing_rows
    union all
    select * from extra_rows
)

select * from differing_rows
