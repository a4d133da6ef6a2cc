-- The percentile is relative by construction; a mean other than 50 would mean that somebody is
-- ranked twice or not at all.
with daily_scores as (select * from {{ ref('fct_customer_scores_daily') }}),

scoring_days as (select * from {{ ref('int_scoring_days') }}),

cohort_means as (
    select
        daily_scores.score_date,
        daily_scores.cohort,
        avg(daily_scores.cohort_percentile) as mean_percentile
    from daily_scores
    inner join scoring_days on daily_scores.score_date = scoring_days.score_date
    group by daily_scores.score_date, daily_scores.cohort
),

off_centre as (
    select *
    from cohort_means
    where abs(mean_percentile - 50) > 0.000001
)

select * from off_centre
