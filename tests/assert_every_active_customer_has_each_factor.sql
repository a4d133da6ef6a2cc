-- A missing factor would lower a score as if it were 0, so each active customer has all six on each
-- day.
with customer_days as (select * from {{ ref('int_customer_days') }}),

factors as (select * from {{ ref('factors') }}),

factor_scores as (select * from {{ ref('int_factor_scores') }}),

missing_factors as (
    select
        customer_days.customer_id,
        customer_days.score_date,
        factors.factor
    from customer_days
    cross join factors
    left join factor_scores
        on customer_days.customer_id = factor_scores.customer_id
            and customer_days.score_date = factor_scores.score_date
            and customer_days.cohort = factor_scores.cohort
            and factors.factor = factor_scores.factor
    where factor_scores.factor_score is null
)

select * from missing_factors
