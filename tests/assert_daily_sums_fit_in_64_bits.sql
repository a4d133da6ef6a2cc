-- Sums are cast to 64-bit integers, which some engines wrap silently; far below that bound the
-- products stay exact.
with sums as (
    select
        customer_id,
        score_date,
        greatest(
            conversation_weight, commendation_weight, grievance_weight, tone_positive_weight,
            tone_negative_weight, confidence_square_weight
        ) as largest_sum
    from {{ ref('int_daily_contacts') }}
    union all
    select
        customer_id,
        score_date,
        greatest(issue_burden, confidence_square_weight) as largest_sum
    from {{ ref('int_daily_issues') }}
),

oversized as (
    select *
    from sums
    where largest_sum > 9007199254740991 or largest_sum < 0
)

select * from oversized
