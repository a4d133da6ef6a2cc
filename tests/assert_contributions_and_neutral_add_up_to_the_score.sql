-- People trust the drivers only if they explain the whole score: the parts of a day add up to it to
-- the last digit.
with daily_scores as (
    select * from {{ changed_rows_of(
        ref('fct_customer_scores_daily'), keys_of=ref('fct_score_drivers_daily')
    ) }}
),

drivers as (
    select
        customer_id,
        score_date,
        count(*) as driver_count,
        sum(neutral_contribution + contribution) as explained_score
    from {{ changed_rows_of(ref('fct_score_drivers_daily')) }}
    group by customer_id, score_date
),

unexplained as (
    select
        daily_scores.customer_id,
        daily_scores.score_date,
        daily_scores.score,
        drivers.explained_score,
        drivers.driver_count
    from daily_scores
    left join drivers
        on daily_scores.customer_id = drivers.customer_id
            and daily_scores.score_date = drivers.score_date
    where coalesce(drivers.explained_score <> daily_scores.score, true) or drivers.driver_count <> 6
)

select * from unexplained
