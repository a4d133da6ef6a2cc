with histograms as (select * from {{ ref('int_score_histograms') }}),

movements as (select * from {{ ref('int_score_movements') }}),

cumulated as (
    select
        score_date,
        cohort,
        whole_points,
        customer_count,
        cast(sum(customer_count) over (
            partition by score_date, cohort
            order by whole_points nulls last
            rows between unbounded preceding and current row
        ) as bigint) - customer_count as lower_count,
        cast(sum(customer_count) over (partition by score_date, cohort) as bigint) as cohort_size
    from histograms
),

-- a bin begins with the first whole point below which so many tenths of the cohort lie
bins as (
    select
        score_date,
        cohort,
        {{ int_div(var('stability_bins') ~ ' * lower_count', 'cohort_size') }} as bin_number,
        case when min(lower_count) > 0 then min(whole_points) else 0 end as from_points,
        cast(sum(customer_count) as bigint) as customer_count,
        max(cohort_size) as cohort_size
    from cumulated
    group by
        score_date, cohort,
        {{ int_div(var('stability_bins') ~ ' * lower_count', 'cohort_size') }}
),

bounded as (
    select
        *,
        lead(from_points) over (
            partition by score_date, cohort order by from_points nulls last
        ) as to_points,
        count(*) over (partition by score_date, cohort) as bin_count
    from bins
),

counted as (
    select
        movements.score_date,
        movements.lag_days,
        movements.cohort,
        bounded.from_points,
        bounded.bin_count,
        bounded.customer_count as customer_count_before,
        bounded.cohort_size as cohort_size_before,
        cast(coalesce(sum(histograms.customer_count), 0) as bigint) as customer_count
    from movements
    inner join bounded
        on cast(movements.score_date - movements.lag_days as date) = bounded.score_date
            and movements.cohort = bounded.cohort
    left join histograms
        on movements.score_date = histograms.score_date
            and movements.cohort = histograms.cohort
            and bounded.from_points <= histograms.whole_points
            and coalesce(bounded.to_points > histograms.whole_points, true)
    group by
        movements.score_date, movements.lag_days, movements.cohort, bounded.from_points,
        bounded.bin_count, bounded.customer_count, bounded.cohort_size
),

sized as (
    select
        *,
        cast(sum(customer_count) over (partition by score_date, lag_days, cohort) as bigint)
            as cohort_size
    from counted
),

-- half a customer more in each bin, so that none is empty
shares as (
    select
        *,
        {{ round_div('2 * customer_count + 1', '2 * cohort_size + bin_count', 1000000000) }}
            as share_billionths,
        {{ round_div(
            '2 * customer_count_before + 1', '2 * cohort_size_before + bin_count', 1000000000,
        ) }} as share_before_billionths
    from sized
),

-- the only logarithm: a row per bin, and rounding removes the digit in which engines differ
shifts as (
    select
        score_date,
        lag_days,
        cohort,
        cast(from_points as integer) as from_points,
        cast(bin_count as integer) as bin_count,
        customer_count,
        customer_count_before,
        cohort_size,
        cohort_size_before,
        share_billionths - share_before_billionths as share_change_billionths,
        cast(round(1000000 * ln(share_billionths / share_before_billionths)) as bigint)
            as log_ratio_millionths
    from shares
)

select * from shifts
