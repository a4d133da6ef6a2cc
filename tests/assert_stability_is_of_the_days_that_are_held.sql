-- Rows of a day are replaced only when its writes have changed, so the days are held against the
-- list of writes: each cohort adds up to the customers that were written, on each comparison.
with last_writes as (
    select
        score_date,
        max_by(customer_count, write_number) as customer_count
    from {{ ref('int_day_writes') }}
    group by score_date
),

comparisons as (
    select lag_days from {{ ref('stability_lags') }}
),

written as (
    select
        last_writes.score_date,
        comparisons.lag_days,
        last_writes.customer_count
    from last_writes
    cross join comparisons
    where last_writes.customer_count > 0
),

compared as (
    select
        score_date,
        lag_days,
        cast(sum(customers_scored) as bigint) as customer_count
    from {{ ref('fct_score_stability') }}
    group by score_date, lag_days
)

select
    coalesce(written.score_date, compared.score_date) as score_date,
    coalesce(written.lag_days, compared.lag_days) as lag_days,
    written.customer_count as written_count,
    compared.customer_count as compared_count
from written
full outer join compared
    on written.score_date = compared.score_date and written.lag_days = compared.lag_days
where written.customer_count is distinct from compared.customer_count
