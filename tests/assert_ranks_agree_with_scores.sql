-- A rank is 1 plus the number of higher scores, and the size is everybody: people compare both with
-- the list they see.
with daily_scores as (
    select daily_scores.*
    from {{ ref('fct_customer_scores_daily') }} as daily_scores
    inner join {{ ref('int_scoring_days') }} as scoring_days
        on daily_scores.score_date = scoring_days.score_date
),

counted as (
    select
        customer_id,
        score_date,
        cohort,
        score,
        cohort_rank,
        cohort_size,
        rank() over (partition by score_date, cohort order by score desc nulls last)
            as counted_rank,
        count(*) over (partition by score_date, cohort) as counted_size
    from daily_scores
),

wrong_ranks as (
    select * from counted
    where cohort_rank <> counted_rank or cohort_size <> counted_size
)

select * from wrong_ranks
