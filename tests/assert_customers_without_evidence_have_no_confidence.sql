-- A score with nothing behind it is neutral and says so; confidence above 0 needs evidence.
with daily_scores as (
    select * from {{ changed_rows_of(
        ref('fct_customer_scores_daily'), keys_of=ref('fct_score_drivers_daily')
    ) }}
),

scoring_days as (
    select * from {{ ref('int_scoring_days') }}
    where reason not in ('comparison', 'withdrawn')
),

contributions as (
    select
        customer_id,
        score_date,
        max(abs(contribution)) as largest_contribution
    from {{ changed_rows_of(ref('fct_score_drivers_daily')) }}
    group by customer_id, score_date
),

unfounded as (
    select
        daily_scores.customer_id,
        daily_scores.score_date,
        daily_scores.confidence,
        contributions.largest_contribution
    from daily_scores
    inner join scoring_days on daily_scores.score_date = scoring_days.score_date
    inner join contributions
        on daily_scores.customer_id = contributions.customer_id
            and daily_scores.score_date = contributions.score_date
    where daily_scores.evidence_count = 0
        and (daily_scores.confidence <> 0 or contributions.largest_contribution <> 0)
)

select * from unfounded
