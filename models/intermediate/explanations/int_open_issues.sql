with open_topics as (select * from {{ ref('int_open_topics') }}),

listed as (
    select
        customer_id,
        cast(sum(open_issue_count) as integer) as open_issue_count,
        min(oldest_open_date) as oldest_open_date,
        replace({{ sorted_concat("replace(topic, '_', ' ')") }}, chr(10), ', ') as open_topics
    from open_topics
    group by customer_id
)

select * from listed
