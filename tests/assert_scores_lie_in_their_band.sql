-- The mirror of the bands: the band shown beside a score is the one whose edges hold it.
with daily_scores as (select * from {{ ref('fct_customer_scores_daily') }}),

scoring_days as (
    select * from {{ ref('int_scoring_days') }}
    where reason not in ('comparison', 'withdrawn')
),

score_bands as (select * from {{ ref('score_bands') }}),

wrong_bands as (
    select
        daily_scores.customer_id,
        daily_scores.score_date,
        daily_scores.score,
        daily_scores.score_band
    from daily_scores
    inner join scoring_days on daily_scores.score_date = scoring_days.score_date
    left join score_bands as own_band on daily_scores.score_band = own_band.score_band
    where coalesce(daily_scores.score < own_band.lower_edge, true)
        or exists (
            select 1
            from score_bands as better_band
            where better_band.lower_edge > own_band.lower_edge
                and better_band.lower_edge <= daily_scores.score
        )
)

select * from wrong_bands
