with histograms as (select * from {{ ref('int_score_histograms') }}),

counted as (
    select
        score_date,
        cohort,
        cast(sum(customer_count) as bigint) as customer_count,
        cast(sum(score_sum) as bigint) as score_sum
    from histograms
    group by score_date, cohort
),

cohort_means as (
    select
        score_date,
        cohort,
        customer_count,
        {{ round_div('score_sum', 'customer_count') }} as mean_score
    from counted
),

weeks_before as (
    select {{ number_rows(1, 8) }} as week_count
),

compared as (
    select
        cohort_means.score_date,
        cohort_means.cohort,
        cohort_means.customer_count,
        cohort_means.mean_score,
        count(same_weekdays.score_date) as compared_weeks,
        min(same_weekdays.customer_count) as lowest_customer_count,
        max(same_weekdays.customer_count) as highest_customer_count,
        min(same_weekdays.mean_score) as lowest_mean_score,
        max(same_weekdays.mean_score) as highest_mean_score
    from cohort_means
    cross join weeks_before
    left join cohort_means as same_weekdays
        on same_weekdays.score_date
            = cast(cohort_means.score_date - 7 * weeks_before.week_count as date)
            and cohort_means.cohort = same_weekdays.cohort
    group by
        cohort_means.score_date, cohort_means.cohort, cohort_means.customer_count,
        cohort_means.mean_score
),

-- empty where too little is known to say what is usual
cohort_days as (
    select
        *,
        case
            when compared_weeks >= 4 and customer_count >= {{ var('stability_min_customers') }}
                then
                    mean_score < lowest_mean_score - 1000000 * {{ var('mean_drift_points') }}
                    or mean_score > highest_mean_score + 1000000 * {{ var('mean_drift_points') }}
        end as has_mean_drift,
        case
            when
                compared_weeks >= 4
                and highest_customer_count >= {{ var('stability_min_customers') }}
                then
                    100 * customer_count
                    < (100 - {{ var('customers_scored_warn_pct') }}) * lowest_customer_count
                    or 100 * customer_count
                    > (100 + {{ var('customers_scored_warn_pct') }}) * highest_customer_count
        end as has_unusual_count
    from compared
)

select * from cohort_days
