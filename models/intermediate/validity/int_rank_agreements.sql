-- Pairs of customers are counted from the customers per score and score before: two running
-- sums over a small table, however many customers there are. Each pair counts twice.
with transitions as (select * from {{ ref('int_score_transitions') }}),

day_points as (
    select
        score_date,
        lag_days,
        cohort,
        whole_points,
        cast(sum(customer_count) as bigint) as customer_count
    from transitions
    group by score_date, lag_days, cohort, whole_points
),

points_before as (
    select
        score_date,
        lag_days,
        cohort,
        whole_points_before,
        cast(sum(customer_count) as bigint) as customer_count
    from transitions
    group by score_date, lag_days, cohort, whole_points_before
),

-- with the combinations that nobody has, so that a running sum passes each
grid as (
    select
        day_points.score_date,
        day_points.lag_days,
        day_points.cohort,
        day_points.whole_points,
        points_before.whole_points_before,
        coalesce(transitions.customer_count, 0) as customer_count
    from day_points
    inner join points_before
        on day_points.score_date = points_before.score_date
            and day_points.lag_days = points_before.lag_days
            and day_points.cohort = points_before.cohort
    left join transitions
        on day_points.score_date = transitions.score_date
            and day_points.lag_days = transitions.lag_days
            and day_points.cohort = transitions.cohort
            and day_points.whole_points = transitions.whole_points
            and points_before.whole_points_before = transitions.whole_points_before
),

lower_before as (
    select
        *,
        cast(sum(customer_count) over (
            partition by score_date, lag_days, cohort, whole_points
            order by whole_points_before nulls last
            rows between unbounded preceding and current row
        ) as bigint) - customer_count as lower_before_count
    from grid
),

lower_both as (
    select
        *,
        cast(sum(lower_before_count) over (
            partition by score_date, lag_days, cohort, whole_points_before
            order by whole_points nulls last
            rows between unbounded preceding and current row
        ) as bigint) - lower_before_count as lower_both_count
    from lower_before
),

agreements as (
    select
        score_date,
        lag_days,
        cohort,
        cast(sum(customer_count) as bigint) as customer_count,
        cast(sum(2 * customer_count * lower_both_count) as bigint) as concordant_count,
        cast(sum(customer_count * (customer_count - 1)) as bigint) as tied_both_count
    from lower_both
    group by score_date, lag_days, cohort
),

day_ties as (
    select
        score_date,
        lag_days,
        cohort,
        cast(sum(customer_count * (customer_count - 1)) as bigint) as tied_count
    from day_points
    group by score_date, lag_days, cohort
),

ties_before as (
    select
        score_date,
        lag_days,
        cohort,
        cast(sum(customer_count * (customer_count - 1)) as bigint) as tied_count
    from points_before
    group by score_date, lag_days, cohort
),

counted as (
    select
        agreements.score_date,
        agreements.lag_days,
        agreements.cohort,
        agreements.concordant_count,
        agreements.customer_count * (agreements.customer_count - 1) as pair_count,
        day_ties.tied_count as tied_day_count,
        ties_before.tied_count as tied_before_count,
        agreements.tied_both_count
    from agreements
    inner join day_ties
        on agreements.score_date = day_ties.score_date
            and agreements.lag_days = day_ties.lag_days
            and agreements.cohort = day_ties.cohort
    inner join ties_before
        on agreements.score_date = ties_before.score_date
            and agreements.lag_days = ties_before.lag_days
            and agreements.cohort = ties_before.cohort
)

select * from counted
