-- Which properties are below the portfolio, why, and whom to call first?
with newest_day as (
    select max(score_date) as score_date
    from {{ ref('fct_property_scores_daily') }}
),

below as (
    select scores.*
    from {{ ref('fct_property_scores_daily') }} as scores
    inner join newest_day on scores.score_date = newest_day.score_date
    where scores.cohort = 'residents' and scores.portfolio_difference < 0
),

drivers as (
    select
        property_id,
        cohort,
        score_date,
        factor,
        portfolio_difference,
        row_number() over (
            partition by property_id, cohort, score_date
            order by portfolio_difference asc nulls last, factor asc nulls last
        ) as driver_number
    from {{ ref('fct_property_drivers_daily') }}
),

whom_to_call as (
    select * from {{ ref('fct_property_lowest_customers') }}
    where lowest_position = 1
),

explained as (
    select
        below.property_id,
        properties.property_name,
        below.property_rank,
        cast(below.property_score as decimal(5, 1)) as property_score,
        cast(below.portfolio_difference as decimal(5, 1)) as portfolio_difference,
        below.grade,
        below.trend,
        drivers.factor as main_factor,
        cast(drivers.portfolio_difference as decimal(5, 1)) as factor_difference,
        cast(below.grievances_per_100_units as decimal(9, 1)) as grievances_per_100_units,
        cast(below.open_issues_per_100_units as decimal(9, 1)) as open_issues_per_100_units,
        below.high_priority_count,
        whom_to_call.customer_id as first_call,
        cast(whom_to_call.score as decimal(5, 1)) as first_call_score,
        whom_to_call.main_reason
    from below
    inner join {{ ref('dim_properties') }} as properties
        on below.property_id = properties.property_id
    left join drivers
        on below.property_id = drivers.property_id
            and below.cohort = drivers.cohort
            and below.score_date = drivers.score_date
            and drivers.driver_number = 1
    left join whom_to_call
        on below.property_id = whom_to_call.property_id and below.cohort = whom_to_call.cohort
)

select * from explained
order by property_rank desc nulls last, property_id asc nulls last
