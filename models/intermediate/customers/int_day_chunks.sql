with scoring_days as (select * from {{ ref('int_scoring_days') }}),

touched_customers as (select * from {{ ref('int_touched_customers') }}),

role_periods as (select * from {{ ref('int_role_periods') }}),

customer_counts as (
    select greatest(count(*), 1) as customer_count
    from role_periods
    where period_from_date = exposure_start_date
),

chunk_sizes as (
    select
        customer_count,
        greatest({{ int_div(var('chunk_customer_days'), 'customer_count') }}, 1) as days_at_once
    from customer_counts
),

new_touches as (
    select
        touched_from_date,
        count(*) as customer_count
    from touched_customers
    group by touched_from_date
),

touched_counts as (
    select
        scoring_days.score_date,
        cast(sum(new_touches.customer_count) as bigint) as customer_count
    from scoring_days
    inner join new_touches on scoring_days.score_date >= new_touches.touched_from_date
    group by scoring_days.score_date
),

-- the customers of whom something is computed
with_counts as (
    select
        scoring_days.*,
        chunk_sizes.days_at_once,
        chunk_sizes.days_at_once * chunk_sizes.customer_count as chunk_size,
        case
            when scoring_days.reason in ('comparison', 'withdrawn') then 0
            when scoring_days.reason = 'data'
                then least(
                        coalesce(touched_counts.customer_count, 0), chunk_sizes.customer_count
                    )
            else chunk_sizes.customer_count
        end as computed_count
    from scoring_days
    cross join chunk_sizes
    left join touched_counts on scoring_days.score_date = touched_counts.score_date
),

with_sums as (
    select
        *,
        cast(sum(computed_count) over (
            order by score_date nulls last
            rows between unbounded preceding and current row
        ) as bigint) - computed_count as computed_before
    from with_counts
),

chunked as (
    select
        score_date,
        reason,
        newest_loaded_at,
        cast(days_at_once as integer) as days_at_once,
        cast({{ int_div('computed_before', 'chunk_size') }} + 1 as integer) as chunk_number
    from with_sums
)

select * from chunked
