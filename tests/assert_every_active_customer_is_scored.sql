-- Nobody may drop out between the list of who is active and the table that people read.
with customer_days as (select * from {{ ref('int_customer_days') }}),

daily_scores as (select * from {{ ref('fct_customer_scores_daily') }}),

unscored_customers as (
    select
        customer_days.customer_id,
        customer_days.score_date,
        customer_days.cohort
    from customer_days
    left join daily_scores
        on customer_days.customer_id = daily_scores.customer_id
            and customer_days.score_date = daily_scores.score_date
            and customer_days.cohort = daily_scores.cohort
            and customer_days.property_id = daily_scores.property_id
    where daily_scores.customer_id is null
)

select * from unscored_customers
