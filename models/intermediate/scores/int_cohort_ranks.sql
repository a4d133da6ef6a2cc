-- Ranks belong to scores, not to customers, and are counted in two steps: within a point of the
-- score, then over the points. However many customers share a score, no engine has to sort more
-- than the million scores of a point in one place.
with written_scores as (
    select
        score_date,
        cohort,
        cast(score * 1000000 as bigint) as score
    from {{ ref('int_written_scores') }}
),

equal_scores as (
    select
        score_date,
        cohort,
        {{ int_div('score', '1000000') }} as whole_points,
        score,
        count(*) as tie_count
    from written_scores
    group by score_date, cohort, score
),

-- a double holds any count of customers exactly, and its running sum costs half of a wide integer's
within_points as (
    select
        *,
        cast(sum(cast(tie_count as double)) over (
            partition by score_date, cohort, whole_points
            order by score desc nulls last
            rows between unbounded preceding and current row
        ) as bigint) - tie_count as higher_count
    from equal_scores
),

points as (
    select
        score_date,
        cohort,
        whole_points,
        cast(sum(tie_count) as bigint) as customer_count
    from equal_scores
    group by score_date, cohort, whole_points
),

points_before as (
    select
        *,
        cast(sum(customer_count) over (
            partition by score_date, cohort
            order by whole_points desc nulls last
            rows between unbounded preceding and current row
        ) as bigint) - customer_count as higher_count,
        cast(sum(customer_count) over (partition by score_date, cohort) as bigint) as cohort_size
    from points
),

ranked as (
    select
        within_points.score_date,
        within_points.cohort,
        within_points.score,
        within_points.tie_count,
        points_before.higher_count + within_points.higher_count + 1 as cohort_rank,
        points_before.cohort_size
    from within_points
    inner join points_before
        on within_points.score_date = points_before.score_date
            and within_points.cohort = points_before.cohort
            and within_points.whole_points = points_before.whole_points
),

percentiles as (
    select
        score_date,
        cohort,
        {{ to_points('score') }} as score,
        cast(cohort_rank as integer) as cohort_rank,
        cast(cohort_size as integer) as cohort_size,
        {{ round_div(
            '2 * (cohort_size - cohort_rank - tie_count + 1) + tie_count', '2 * cohort_size',
            100 * 1000000,
        ) }} as cohort_percentile
    from ranked
)

select * from percentiles
