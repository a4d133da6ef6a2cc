with open_issues as (
    select * from {{ ref('int_explained_issues') }}
    where lag_days = 0 and resolved_date is null
),

open_topics as (
    select
        customer_id,
        topic,
        count(*) as issue_count,
        min(opened_date) as opened_date
    from open_issues
    group by customer_id, topic
),

listed as (
    select
        customer_id,
        cast(sum(issue_count) as integer) as open_issue_count,
        min(opened_date) as oldest_open_date,
        replace({{ sorted_concat("replace(topic, '_', ' ')") }}, chr(10), ', ') as open_topics
    from open_topics
    group by customer_id
)

select * from listed
