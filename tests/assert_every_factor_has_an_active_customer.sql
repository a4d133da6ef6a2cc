-- The mirror: a factor of somebody who is not active, or one that is not listed, would enter a
-- blend unseen.
with factor_scores as (select * from {{ ref('int_factor_scores') }}),

customer_days as (select * from {{ ref('int_customer_days') }}),

factors as (select * from {{ ref('factors') }}),

stray_factors as (
    select
        factor_scores.customer_id,
        factor_scores.score_date,
        factor_scores.factor
    from factor_scores
    left join customer_days
        on factor_scores.customer_id = customer_days.customer_id
            and factor_scores.score_date = customer_days.score_date
    left join factors on factor_scores.factor = factors.factor
    where customer_days.customer_id is null or factors.factor is null
)

select * from stray_factors
