-- A missed day would break each comparison over 7 days; between the first and the last scored day
-- there is no gap.
with scored_days as (
    select distinct score_date
    from {{ ref('fct_customer_scores_daily') }}
),

with_next_day as (
    select
        score_date,
        lead(score_date) over (order by score_date nulls last) as next_score_date
    from scored_days
),

gaps as (
    select *
    from with_next_day
    where next_score_date <> cast(score_date + 1 as date)
)

select * from gaps
