with levels as (
    select * from {{ ref('int_property_levels') }}
    where level_type <> 'portfolio'
),

portfolio as (
    select * from {{ ref('int_property_levels') }}
    where level_type = 'portfolio'
),

with_prior as (
    select
        levels.*,
        portfolio.mean_score as portfolio_score,
        cast({{ var('property_prior_customers') }} as bigint)
        * {{ var('property_full_exposure_days') }} as prior_days
    from levels
    inner join portfolio
        on levels.cohort = portfolio.cohort and levels.score_date = portfolio.score_date
),

-- as if property_prior_customers of the average of the portfolio lived in each
shrunk as (
    select
        *,
        {{ round_div('score_sum + prior_days * portfolio_score', 'exposure_days + prior_days') }}
            as shrunk_score,
        {{ round_div('exposure_days', 'exposure_days + prior_days', 1000000) }} as reliability
    from with_prior
)

select * from shrunk
