with daily_scores as (
    select daily_scores.*
    from {{ ref('fct_customer_scores_daily') }} as daily_scores
    inner join {{ ref('int_property_days') }} as property_days
        on daily_scores.score_date = property_days.score_date
),

-- a state may know a resolution that still lies ahead of it
open_spans as (
    select
        customer_id,
        state_from_date as open_from_date,
        least(
            coalesce(state_to_date, cast('9999-12-31' as date)),
            coalesce(resolved_date, cast('9999-12-31' as date))
        ) as open_to_date
    from {{ ref('int_issue_states') }}
),

open_issues as (
    select
        daily_scores.property_id,
        daily_scores.cohort,
        daily_scores.score_date,
        count(*) as open_issue_count
    from daily_scores
    inner join open_spans
        on daily_scores.customer_id = open_spans.customer_id
            and daily_scores.score_date >= open_spans.open_from_date
            and daily_scores.score_date < open_spans.open_to_date
    group by daily_scores.property_id, daily_scores.cohort, daily_scores.score_date
)

select * from open_issues
