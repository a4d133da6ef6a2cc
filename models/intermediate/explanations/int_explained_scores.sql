with current_scores as (select * from {{ ref('fct_customer_scores_current') }}),

explained_days as (select * from {{ ref('int_explained_days') }}),

-- the same customers on the days before, as long as they were in the same cohort
explained_scores as (
    select
        daily_scores.customer_id,
        explained_days.lag_days,
        daily_scores.score_date,
        current_scores.score_date as current_score_date,
        daily_scores.cohort,
        cast(daily_scores.score * 1000000 as bigint) as score,
        {% for factor in ['frequency', 'nature', 'tone', 'variety', 'persistence', 'recency'] -%}
            cast(daily_scores.{{ factor }}_score * 1000000 as bigint) as {{ factor }}_score,
        {% endfor -%}
        cast(daily_scores.cohort_percentile * 1000000 as bigint) as cohort_percentile,
        daily_scores.cohort_rank,
        daily_scores.cohort_size,
        daily_scores.model_version
    from {{ ref('fct_customer_scores_daily') }} as daily_scores
    inner join explained_days on daily_scores.score_date = explained_days.score_date
    inner join current_scores
        on daily_scores.customer_id = current_scores.customer_id
            and daily_scores.cohort = current_scores.cohort
)

select * from explained_scores
