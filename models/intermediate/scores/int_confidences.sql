with daily_contacts as (
    select * from {{ ref('int_daily_contacts') }}
),

daily_issues as (
    select * from {{ ref('int_daily_issues') }}
),

evidence as (
    select
        daily_contacts.customer_id,
        daily_contacts.score_date,
        daily_contacts.conversation_count + daily_issues.issue_count as evidence_count,
        daily_contacts.confidence_weight + daily_issues.confidence_weight as weight_sum,
        daily_contacts.confidence_square_weight + daily_issues.confidence_square_weight as square_sum
    from daily_contacts
    inner join daily_issues
        on
            daily_contacts.customer_id = daily_issues.customer_id
            and daily_contacts.score_date = daily_issues.score_date
),

effective_sizes as (
    select
        customer_id,
        score_date,
        evidence_count,
        coalesce({{ round_div('weight_sum', 'nullif(square_sum, 0)', wide_int('weight_sum') ~ ' * 1000000') }}, 0)
            as effective_size
    from evidence
),

confidences as (
    select
        customer_id,
        score_date,
        evidence_count,
        {{ round_div(
            'effective_size', 'effective_size + ' ~ var('confidence_prior') ~ ' * 1000000', 1000000
        ) }} as confidence
    from effective_sizes
)

select * from confidences
