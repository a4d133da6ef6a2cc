-- depends_on: {{ ref('stg_raw__reads') }} {{ ref('int_changed_topics') }}
with topic_reports as (select * from {{ ref('int_changed_topic_reports') }}),

report_days as (
    select
        customer_id,
        topic,
        report_date
    from topic_reports
    group by customer_id, topic, report_date
),

with_next_report as (
    select
        *,
        lead(report_date) over (
            partition by customer_id, topic
            order by report_date nulls last
        ) as next_report_date
    from report_days
)

select * from with_next_report
