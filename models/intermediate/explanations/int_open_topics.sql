with open_issues as (
    select * from {{ ref('int_explained_issues') }}
    where lag_days = 0 and resolved_date is null
),

open_topics as (
    select
        customer_id,
        topic,
        count(*) as open_issue_count,
        min(opened_date) as oldest_open_date
    from open_issues
    group by customer_id, topic
)

select * from open_topics
