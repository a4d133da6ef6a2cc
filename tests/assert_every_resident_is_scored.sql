-- The mirror: a silent resident is still a resident, so each one with a role in force is scored.
with scoring_days as (
    select * from {{ ref('int_scoring_days') }}
    where reason not in ('comparison', 'withdrawn')
),

customer_roles as (select * from {{ ref('stg_raw__customer_roles') }}),

roles as (
    select * from {{ ref('roles') }}
    where cohort = 'residents'
),

daily_scores as (select * from {{ ref('fct_customer_scores_daily') }}),

unscored_residents as (
    select
        customer_roles.customer_id,
        scoring_days.score_date
    from customer_roles
    inner join roles on customer_roles.role = roles.role
    inner join scoring_days
        on customer_roles.started_on <= scoring_days.score_date
            and coalesce(customer_roles.ended_on >= scoring_days.score_date, true)
    where
        not exists (
            select 1
            from daily_scores
            where daily_scores.customer_id = customer_roles.customer_id
                and daily_scores.score_date = scoring_days.score_date
        )
)

select * from unscored_residents
