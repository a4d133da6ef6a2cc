with contacts as (select * from {{ ref('int_explained_contacts') }}),

topics as (select * from {{ ref('int_explained_topics') }}),

issues as (select * from {{ ref('int_explained_issues') }}),

nature as (
    select
        customer_id,
        lag_days,
        evidence_key,
        'nature' as factor,
        commendation_size - grievance_size as amount,
        commendation_size + grievance_size as size
    from contacts
    where commendation_count + grievance_count > 0
),

tone as (
    select
        customer_id,
        lag_days,
        evidence_key,
        'tone' as factor,
        tone_positive_size - tone_negative_size as amount,
        tone_positive_size + tone_negative_size as size
    from contacts
    where tone_positive_size + tone_negative_size > 0
),

variety as (
    select
        customer_id,
        lag_days,
        evidence_key,
        'variety' as factor,
        cast(-sum(topic_size) as bigint) as amount,
        cast(sum(topic_size) as bigint) as size
    from topics
    group by customer_id, lag_days, evidence_key
),

persistence as (
    select
        customer_id,
        lag_days,
        evidence_key,
        'persistence' as factor,
        -burden as amount,
        burden as size
    from issues
),

stacked as (
    select * from {{ ref('int_frequency_amounts') }}
    union all
    select * from {{ ref('int_recency_amounts') }}
    union all
    select * from nature
    union all
    select * from tone
    union all
    select * from variety
    union all
    select * from persistence
)

select * from stacked
