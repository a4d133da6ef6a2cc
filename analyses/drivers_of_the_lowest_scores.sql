with current_scores as (select * from {{ ref('fct_customer_scores_current') }}),

drivers as (select * from {{ ref('fct_score_drivers_daily') }}),

customers as (select * from {{ ref('dim_customers') }}),

lowest_scores as (
    select
        current_scores.cohort,
        current_scores.cohort_rank,
        customers.full_name,
        current_scores.score,
        current_scores.confidence,
        drivers.factor,
        drivers.contribution,
        drivers.contribution_change_1d
    from current_scores
    inner join customers on current_scores.customer_id = customers.customer_id
    inner join drivers
        on current_scores.customer_id = drivers.customer_id
            and current_scores.score_date = drivers.score_date
    where current_scores.priority = 'high' and drivers.contribution < 0
)

select * from lowest_scores
order by cohort asc, score asc, contribution asc
