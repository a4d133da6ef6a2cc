-- the materialization asks what the run reads
-- depends_on: {{ ref('stg_raw__reads') }}
with stability_days as (select * from {{ ref('int_stability_days') }}),

daily_scores as (select * from {{ ref('fct_customer_scores_daily') }}),

micropoints as (
    select
        daily_scores.score_date,
        daily_scores.cohort,
        cast(daily_scores.score * 1000000 as bigint) as score,
        stability_days.write_mark
    from daily_scores
    inner join stability_days on daily_scores.score_date = stability_days.score_date
),

histograms as (
    select
        score_date,
        cohort,
        cast({{ int_div('score', '1000000') }} as integer) as whole_points,
        count(*) as customer_count,
        cast(sum(score) as bigint) as score_sum,
        max(write_mark) as write_mark
    from micropoints
    group by score_date, cohort, {{ int_div('score', '1000000') }}
)

select * from histograms
