-- A rank is 1 plus the number of higher scores, and the size is everybody: people compare both with
-- the list they see.
with daily_scores as (
    select daily_scores.*
    from {{ ref('fct_customer_scores_daily') }} as daily_scores
    inner join {{ ref('int_scoring_days') }} as scoring_days
        on daily_scores.score_date = scoring_days.score_date
),

ranked as (
    select
        customer_id,
        score_date,
        cohort,
        score,
        cohort_rank,
        cohort_size,
        count(*) over (partition by score_date, cohort) as row_count,
        min(cohort_rank) over (partition by score_date, cohort) as first_rank,
        row_number() over (
            partition by score_date, cohort
            order by score desc nulls last, customer_id asc nulls last
        ) as place,
        min(cohort_rank) over (partition by score_date, cohort, score) as lowest_rank_of_score,
        max(cohort_rank) over (partition by score_date, cohort, score) as highest_rank_of_score
    from daily_scores
),

with_first_place as (
    select
        *,
        min(place) over (partition by score_date, cohort, score) as first_place_of_score
    from ranked
),

wrong_ranks as (
    select *
    from with_first_place
    where first_rank <> 1
        or cohort_size <> row_count
        or lowest_rank_of_score <> highest_rank_of_score
        or cohort_rank <> first_place_of_score
)

select * from wrong_ranks
