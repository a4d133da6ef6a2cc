-- Nobody is left out or counted twice on the way from customers to properties, and the portfolio is
-- made of them.
with customers as (
    select
        score_date,
        cohort,
        count(*) as customer_count,
        count(case when priority = 'high' then 1 end) as high_priority_count
    from {{ ref('fct_customer_scores_daily') }}
    group by score_date, cohort
),

expected as (
    select * from customers
    union all
    select
        score_date,
        'all' as cohort,
        sum(customer_count) as customer_count,
        sum(high_priority_count) as high_priority_count
    from customers
    group by score_date
),

-- mean and portfolio score are rounded to micropoints: each may be half of one off
properties as (
    select
        score_date,
        cohort,
        sum(customer_count) as customer_count,
        sum(high_priority_count) as high_priority_count,
        sum(exposure_days) as exposure_days,
        sum(exposure_days * cast(mean_score * 1000000 as bigint)) as score_sum,
        min(cast(portfolio_score * 1000000 as bigint)) as lowest_portfolio_score,
        max(cast(portfolio_score * 1000000 as bigint)) as highest_portfolio_score
    from {{ ref('fct_property_scores_daily') }}
    group by score_date, cohort
),

differences as (
    select
        coalesce(expected.score_date, properties.score_date) as score_date,
        coalesce(expected.cohort, properties.cohort) as cohort,
        expected.customer_count,
        properties.customer_count as property_customer_count
    from expected
    full outer join properties
        on expected.score_date = properties.score_date and expected.cohort = properties.cohort
    where expected.customer_count is distinct from properties.customer_count
        or expected.high_priority_count is distinct from properties.high_priority_count
        or properties.lowest_portfolio_score <> properties.highest_portfolio_score
        or abs(
            properties.score_sum - properties.exposure_days * properties.lowest_portfolio_score
        ) > properties.exposure_days
)

select * from differences
