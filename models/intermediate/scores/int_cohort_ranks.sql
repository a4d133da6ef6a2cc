with all_scores as (
    select
        customer_id,
        score_date,
        cohort,
        score
    from {{ ref('int_customer_scores') }}
    union all
    select
        customer_id,
        score_date,
        cohort,
        cast(score * 1000000 as bigint) as score
    from {{ ref('int_kept_scores') }}
),

counted as (
    select
        customer_id,
        score_date,
        cast(rank() over (
            partition by score_date, cohort
            order by score desc nulls last
        ) as integer) as cohort_rank,
        cast(count(*) over (partition by score_date, cohort) as integer) as cohort_size,
        cast(count(*) over (partition by score_date, cohort, score) as integer) as tie_count
    from all_scores
),

percentiles as (
    select
        customer_id,
        score_date,
        cohort_rank,
        cohort_size,
        {{ round_div(
            '2 * (cohort_size - cohort_rank - tie_count + 1) + tie_count', '2 * cohort_size',
            100 * 1000000,
        ) }} as cohort_percentile
    from counted
)

select * from percentiles
