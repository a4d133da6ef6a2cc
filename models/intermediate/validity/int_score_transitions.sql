with stability_days as (select * from {{ ref('int_stability_days') }}),

stability_lags as (select * from {{ ref('stability_lags') }}),

daily_scores as (
    select
        customer_id,
        score_date,
        cohort,
        cast(score * 1000000 as bigint) as score,
        score_band,
        priority
    from {{ ref('fct_customer_scores_daily') }}
),

comparisons as (
    select
        stability_days.score_date,
        stability_lags.lag_days,
        cast(stability_days.score_date - stability_lags.lag_days as date) as compared_date,
        cast(stability_days.score_date - 2 * stability_lags.lag_days as date) as earlier_date
    from stability_days
    cross join stability_lags
),

compared_customers as (
    select
        comparisons.score_date,
        comparisons.lag_days,
        day_scores.cohort,
        {{ int_div('day_scores.score', '1000000') }} as whole_points,
        {{ int_div('compared.score', '1000000') }} as whole_points_before,
        abs(day_scores.score - compared.score) as absolute_change,
        day_scores.score_band <> compared.score_band as is_band_changed,
        day_scores.priority <> compared.priority as is_priority_changed,
        coalesce(compared.score_band <> earlier.score_band, false) as was_band_changed,
        coalesce(day_scores.score_band = earlier.score_band, false) as is_band_of_earlier
    from comparisons
    inner join daily_scores as day_scores on comparisons.score_date = day_scores.score_date
    inner join daily_scores as compared
        on comparisons.compared_date = compared.score_date
            and day_scores.customer_id = compared.customer_id
            and day_scores.cohort = compared.cohort
    left join daily_scores as earlier
        on comparisons.earlier_date = earlier.score_date
            and day_scores.customer_id = earlier.customer_id
            and day_scores.cohort = earlier.cohort
),

transitions as (
    select
        score_date,
        lag_days,
        cohort,
        cast(whole_points as integer) as whole_points,
        cast(whole_points_before as integer) as whole_points_before,
        count(*) as customer_count,
        cast(sum(absolute_change) as bigint) as absolute_change_sum,
        count(case when is_band_changed then 1 end) as band_change_count,
        count(case when is_priority_changed then 1 end) as priority_change_count,
        count(case when was_band_changed then 1 end) as earlier_change_count,
        count(case when was_band_changed and is_band_of_earlier then 1 end) as reversal_count
    from compared_customers
    group by score_date, lag_days, cohort, whole_points, whole_points_before
)

select * from transitions
