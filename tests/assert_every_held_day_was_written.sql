-- The list of writes says since when a day is known; a day that is held without its last write, or
-- with another number of customers, was changed behind the back of the run.
with numbered_writes as (
    select
        *,
        row_number() over (
            partition by score_date
            order by write_number desc nulls last
        ) as recency_number
    from {{ ref('int_day_writes') }}
),

day_writes as (
    select * from numbered_writes
    where recency_number = 1 and customer_count > 0
),

held_days as (
    select
        score_date,
        count(*) as customer_count
    from {{ ref('fct_customer_scores_daily') }}
    group by score_date
),

unexplained_days as (
    select
        coalesce(held_days.score_date, day_writes.score_date) as score_date,
        held_days.customer_count,
        day_writes.customer_count as written_count
    from held_days
    full outer join day_writes on held_days.score_date = day_writes.score_date
    where held_days.customer_count is distinct from day_writes.customer_count
)

select * from unexplained_days
