-- Guarantors, minors and people who left are no customers of interest; each scored day needs a
-- scored role in force.
with daily_scores as (select * from {{ ref('fct_customer_scores_daily') }}),

scoring_days as (
    select * from {{ ref('int_scoring_days') }}
    where reason not in ('comparison', 'withdrawn')
),

customer_roles as (select * from {{ ref('stg_raw__customer_roles') }}),

roles as (select * from {{ ref('roles') }}),

without_role as (
    select
        daily_scores.customer_id,
        daily_scores.score_date,
        daily_scores.cohort
    from daily_scores
    inner join scoring_days on daily_scores.score_date = scoring_days.score_date
    where
        not exists (
            select 1
            from customer_roles
            inner join roles on customer_roles.role = roles.role
            where customer_roles.customer_id = daily_scores.customer_id
                and customer_roles.property_id = daily_scores.property_id
                and roles.cohort = daily_scores.cohort
                and daily_scores.score_date >= customer_roles.started_on
                and coalesce(daily_scores.score_date <= customer_roles.ended_on, true)
        )
)

select * from without_role
