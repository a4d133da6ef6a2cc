with topic_reports as (select * from {{ ref('int_changed_topic_reports') }}),

ticket_versions as (select * from {{ ref('int_changed_ticket_versions') }}),

covered_reports as (
    select
        ticket_versions.issue_id,
        ticket_versions.opened_date,
        topic_reports.customer_id,
        topic_reports.topic,
        topic_reports.conversation_key,
        topic_reports.report_date,
        topic_reports.severity_tenths
    from topic_reports
    inner join ticket_versions
        on topic_reports.customer_id = ticket_versions.customer_id
            and topic_reports.topic = ticket_versions.topic
            and topic_reports.report_date >= ticket_versions.valid_from_date
            and topic_reports.report_date
            < coalesce(ticket_versions.valid_to_date, cast('9999-12-31' as date))
            and topic_reports.report_date
            <= coalesce(ticket_versions.resolved_date, topic_reports.report_date)
            + {{ var('reopen_window_days') }}
)

select * from covered_reports
