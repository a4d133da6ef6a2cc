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
        customer_id,
        score_date,
        score
    from {{ ref('fct_customer_scores_daily') }}
    where score_date = (select max(score_date) from {{ ref('fct_customer_scores_daily') }})
),

differing_rows as (
    (select * from current_scores except all select * from last_day)
    union all
    (select * from last_day except all select * from current_scores)
)

select * from differing_rows
