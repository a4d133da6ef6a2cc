with stability as (select * from {{ ref('fct_score_stability') }}),

newest_day as (
    select max(score_date) as score_date
    from stability
),

newest_stability as (
    select
        stability.*,
        stability.cohort || ' on ' || cast(stability.score_date as string) || ': ' as place
    from stability
    inner join newest_day on stability.score_date = newest_day.score_date
),

-- what says nothing about another day is the same on each comparison
stability_warnings as (
    select
        place || 'the scores of ' || customers_scored || ' customers are spread otherwise than '
        || lag_days || ' days before (PSI ' || cast(psi as string) || ', by chance up to '
        || cast(psi_critical_value as string)
        || '); look in fct_score_drivers_daily for the factor' as warning
    from newest_stability
    where has_psi_drift
    union all
    select
        place || 'the mean score is ' || cast(mean_score as string)
        || ', where the same weekday of the eight weeks before had '
        || cast(usual_mean_score_low as string) || ' to ' || cast(usual_mean_score_high as string)
        || '; look in fct_score_drivers_daily for the factor' as warning
    from newest_stability
    where has_mean_drift
    group by place, mean_score, usual_mean_score_low, usual_mean_score_high
    union all
    select
        place || customers_scored || ' customers are scored, where the same weekday of the eight '
        || 'weeks before had ' || usual_customers_low || ' to ' || usual_customers_high
        || '; look whether roles are missing or ended together' as warning
    from newest_stability
    where has_unusual_count
    group by place, customers_scored, usual_customers_low, usual_customers_high
)

select * from stability_warnings
