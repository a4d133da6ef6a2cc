with topic_reports as (
    select * from {{ ref('int_topic_reports') }}
),

ticket_reports as (
    select * from {{ ref('int_ticket_reports') }}
),

uncovered_days as (
    select
        topic_reports.customer_id,
        topic_reports.topic,
        topic_reports.report_date,
        count(*) as report_count,
        max(topic_reports.severity_tenths) as severity_tenths
    from topic_reports
    where not exists (
        select 1
        from ticket_reports
        where
            ticket_reports.customer_id = topic_reports.customer_id
            and ticket_reports.topic = topic_reports.topic
            and ticket_reports.conversation_key = topic_reports.conversation_key
            and ticket_reports.report_date = topic_reports.report_date
    )
    group by topic_reports.customer_id, topic_reports.topic, topic_reports.report_date
),

with_gaps as (
    select
        *,
        {{ days_between(
            'lag(report_date) over (partition by customer_id, topic order by report_date nulls last)',
            'report_date',
        ) }} as gap_days
    from uncovered_days
),

numbered as (
    select
        *,
        sum(
            case
                when gap_days <= {{ var('spell_gap_days') + var('reopen_window_days') }} then 0
                else 1
            end
        ) over (
            partition by customer_id, topic
            order by report_date nulls last
            rows between unbounded preceding and current row
        ) as spell_number,
        case
            when gap_days > {{ var('spell_gap_days') + var('reopen_window_days') }} then 0
            when gap_days > {{ var('spell_gap_days') }} then 1
            else 0
        end as is_reopening
    from with_gaps
)

select * from numbered
