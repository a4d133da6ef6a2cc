with current_scores as (select * from {{ ref('fct_customer_scores_current') }}),

-- the days that the list remembers, in the cohort of today
recent_scores as (
    select
        daily_scores.customer_id,
        daily_scores.score_date,
        daily_scores.score,
        daily_scores.cohort_percentile,
        daily_scores.score_change_7d,
        current_scores.score as current_score,
        current_scores.score_date as current_score_date
    from {{ ref('fct_customer_scores_daily') }} as daily_scores
    inner join current_scores
        on daily_scores.customer_id = current_scores.customer_id
            and daily_scores.cohort = current_scores.cohort
    where daily_scores.score_date
        > cast(current_scores.score_date - {{ var('attention_memory_days') }} as date)
),

last_clear_days as (
    select
        customer_id,
        max(score_date) as clear_date
    from recent_scores
    where cohort_percentile >= {{ var('attention_exit_percentile') }}
    group by customer_id
),

low_since as (
    select
        recent_scores.customer_id,
        min(recent_scores.score_date) as low_since_date
    from recent_scores
    left join last_clear_days on recent_scores.customer_id = last_clear_days.customer_id
    where recent_scores.cohort_percentile < {{ var('priority_high_below_percentile') }}
        and coalesce(recent_scores.score_date > last_clear_days.clear_date, true)
    group by recent_scores.customer_id
),

-- a fall counts until half of what puts a customer on the list is made good
falling_since as (
    select
        customer_id,
        min(score_date) as falling_since_date,
        max(score - score_change_7d - current_score) as fallen_points
    from recent_scores
    where score_date > cast(current_score_date - {{ var('attention_hold_days') }} as date)
        and score_change_7d <= -{{ var('attention_fall_points') }}
        and 2 * (score - score_change_7d - current_score) >= {{ var('attention_fall_points') }}
    group by customer_id
),

attention_states as (
    select
        coalesce(low_since.customer_id, falling_since.customer_id) as customer_id,
        low_since.low_since_date,
        falling_since.falling_since_date,
        cast(falling_since.fallen_points as decimal(9, 6)) as fallen_points
    from low_since
    full outer join falling_since on low_since.customer_id = falling_since.customer_id
)

select * from attention_states
