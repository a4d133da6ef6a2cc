with contacts as (select * from {{ ref('int_daily_contacts') }}),

issues as (select * from {{ ref('int_daily_issues') }}),

evidence as (
    select
        contacts.customer_id,
        contacts.score_date,
        contacts.conversation_count + issues.issue_count as evidence_count,
        contacts.confidence_weight + issues.confidence_weight as weight,
        contacts.confidence_square_weight + issues.confidence_square_weight as square_weight
    from contacts
    inner join issues
        on contacts.customer_id = issues.customer_id and contacts.score_date = issues.score_date
),

effective_counts as (
    select
        *,
        {{ round_div('weight', 'greatest(square_weight, 1)', '1000000 * ' ~ wide_int('weight')) }}
            as pieces
    from evidence
),

confidences as (
    select
        customer_id,
        score_date,
        evidence_count,
        {{ round_div('pieces', 'pieces + ' ~ 1000000 * var('confidence_prior'), 1000000) }}
            as confidence
    from effective_counts
)

select * from confidences
