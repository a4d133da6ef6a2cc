with topic_reports as (select * from {{ ref('int_changed_topic_reports') }}),

ticket_reports as (select * from {{ ref('int_changed_ticket_reports') }}),

ticket_versions as (select * from {{ ref('int_changed_ticket_versions') }}),

uncovered_days as (
    select
        topic_reports.customer_id,
        topic_reports.topic,
        topic_reports.report_date,
        count(*) as report_count,
        max(topic_reports.severity_tenths) as severity_tenths
    from topic_reports
    where
        not exists (
            select 1
            from ticket_reports
            where ticket_reports.customer_id = topic_reports.customer_id
                and ticket_reports.topic = topic_reports.topic
                and ticket_reports.conversation_key = topic_reports.conversation_key
                and ticket_reports.report_date = topic_reports.report_date
        )
    group by topic_reports.customer_id, topic_reports.topic, topic_reports.report_date
),

-- a report after a ticket on the topic starts a spell of its own: it does not bring back the one
-- that the ticket took over
after_tickets as (
    select
        uncovered_days.customer_id,
        uncovered_days.topic,
        uncovered_days.report_date,
        uncovered_days.report_count,
        uncovered_days.severity_tenths,
        coalesce({{ sorted_concat(
            "ticket_versions.issue_id || ' ' || cast(ticket_versions.reopened_count as string)"
        ) }}, '') as past_tickets
    from uncovered_days
    left join ticket_versions
        on uncovered_days.customer_id = ticket_versions.customer_id
            and uncovered_days.topic = ticket_versions.topic
            and uncovered_days.report_date >= ticket_versions.valid_from_date
            and uncovered_days.report_date
            < coalesce(ticket_versions.valid_to_date, cast('9999-12-31' as date))
    group by
        uncovered_days.customer_id, uncovered_days.topic, uncovered_days.report_date,
        uncovered_days.report_count, uncovered_days.severity_tenths
),

with_gaps as (
    select
        *,
        {{ days_between(
            'lag(report_date) over ('
            ~ 'partition by customer_id, topic, past_tickets order by report_date nulls last)',
            'report_date',
        ) }} as gap_days
    from after_tickets
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
            partition by customer_id, topic, past_tickets
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
