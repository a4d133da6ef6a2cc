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
        min(score_date) as first_date,
        max(case
            when cohort_percentile >= {{ var('attention_exit_percentile') }} then score_date
        end) as clear_date
    from recent_scores
    group by customer_id
),

low_since as (
    select
        recent_scores.customer_id,
        min(recent_scores.score_date) as low_since_date,
        max(case
            when last_clear_days.clear_date is null
                and last_clear_days.first_date = cast(
                    recent_scores.current_score_date - {{ var('attention_memory_days') }} + 1
                    as date
                ) then 1
            else 0
        end) = 1 as is_low_for_longer
    from recent_scores
    inner join last_clear_days on recent_scores.customer_id = last_clear_days.customer_id
    where recent_scores.cohort_percentile < {{ var('priority_high_below_percentile') }}
        and coalesce(recent_scores.score_date > last_clear_days.clear_date, true)
    group by recent_scores.customer_id
),

fall_days as (
    select
        customer_id,
        score_date,
        current_score_date,
        -score_change_7d as fall_points,
        score - score_change_7d - current_score as missing_points,
        lag(score_date) over (
            partition by customer_id order by score_date nulls last
        ) as fall_date_before
    from recent_scores
    where score_change_7d <= -{{ var('attention_fall_points') }}
),

-- falls that follow one another within the days for which they count are one
fall_starts as (
    select
        customer_id,
        max(score_date) as falling_since_date
    from fall_days
    where fall_date_before is null
        or score_date > cast(fall_date_before + {{ var('attention_hold_days') }} as date)
    group by customer_id
),

-- a fall counts until half of it is made good
falling_since as (
    select
        fall_days.customer_id,
        max(fall_starts.falling_since_date) as falling_since_date,
        max(fall_days.missing_points) as fallen_points
    from fall_days
    inner join fall_starts on fall_days.customer_id = fall_starts.customer_id
    where fall_days.score_date
        > cast(fall_days.current_score_date - {{ var('attention_hold_days') }} as date)
        and 2 * fall_days.missing_points >= fall_days.fall_points
    group by fall_days.customer_id
),

attention_states as (
    select
        coalesce(low_since.customer_id, falling_since.customer_id) as customer_id,
        low_since.low_since_date,
        coalesce(low_since.is_low_for_longer, false) as is_low_for_longer,
        falling_since.falling_since_date,
        cast(falling_since.fallen_points as decimal(9, 6)) as fallen_points
    from low_since
    full outer join falling_since on low_since.customer_id = falling_since.customer_id
)

select * from attention_states
