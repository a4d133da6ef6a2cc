-- the materialization asks what the run reads
-- depends_on: {{ ref('stg_raw__reads') }}
with stability_days as (select * from {{ ref('int_stability_days') }}),

stability_lags as (select * from {{ ref('stability_lags') }}),

histograms as (select * from {{ ref('int_score_histograms') }}),

transitions as (select * from {{ ref('int_score_transitions') }}),

agreements as (select * from {{ ref('int_rank_agreements') }}),

cohort_days as (
    select
        stability_days.score_date,
        histograms.cohort,
        stability_days.write_mark
    from stability_days
    inner join histograms on stability_days.score_date = histograms.score_date
    group by stability_days.score_date, histograms.cohort, stability_days.write_mark
),

moved as (
    select
        score_date,
        lag_days,
        cohort,
        cast(sum(customer_count) as bigint) as customer_count,
        cast(sum(absolute_change_sum) as bigint) as absolute_change_sum,
        cast(sum(band_change_count) as bigint) as band_change_count,
        cast(sum(priority_change_count) as bigint) as priority_change_count,
        cast(sum(earlier_change_count) as bigint) as earlier_change_count,
        cast(sum(reversal_count) as bigint) as reversal_count
    from transitions
    group by score_date, lag_days, cohort
),

-- a row for each comparison, with 0 customers where there is nothing to compare with
movements as (
    select
        cohort_days.score_date,
        stability_lags.lag_days,
        cohort_days.cohort,
        cast(coalesce(moved.customer_count, 0) as bigint) as customer_count,
        moved.absolute_change_sum,
        moved.band_change_count,
        moved.priority_change_count,
        moved.earlier_change_count,
        moved.reversal_count,
        agreements.pair_count,
        agreements.concordant_count,
        agreements.tied_day_count,
        agreements.tied_before_count,
        agreements.tied_both_count,
        cohort_days.write_mark
    from cohort_days
    cross join stability_lags
    left join moved
        on cohort_days.score_date = moved.score_date
            and cohort_days.cohort = moved.cohort
            and stability_lags.lag_days = moved.lag_days
    left join agreements
        on cohort_days.score_date = agreements.score_date
            and cohort_days.cohort = agreements.cohort
            and stability_lags.lag_days = agreements.lag_days
)

select * from movements
