with explained_scores as (select * from {{ ref('int_explained_scores') }}),

report_days as (select * from {{ ref('int_topic_report_days') }}),

decay_weights as (select * from {{ ref('int_decay_weights') }}),

-- of several conversations that report a topic on a day, one stands for the report
reporting_conversations as (
    select
        *,
        row_number() over (
            partition by customer_id, topic, report_date
            order by severity_tenths desc nulls last, conversation_key asc nulls last
        ) as report_number
    from {{ ref('int_topic_reports') }}
),

latest_reports as (
    select
        explained_scores.customer_id,
        explained_scores.lag_days,
        report_days.topic,
        'conversation ' || cast(report_days.report_date as string) || ' '
        || reporting_conversations.conversation_key as evidence_key,
        weights.variety_weight as topic_size
    from explained_scores
    inner join report_days
        on explained_scores.customer_id = report_days.customer_id
            and explained_scores.score_date >= report_days.report_date
            and explained_scores.score_date
            < coalesce(report_days.next_report_date, cast('9999-12-31' as date))
    inner join reporting_conversations
        on report_days.customer_id = reporting_conversations.customer_id
            and report_days.topic = reporting_conversations.topic
            and report_days.report_date = reporting_conversations.report_date
            and reporting_conversations.report_number = 1
    inner join decay_weights as weights
        on {{ days_between('report_days.report_date', 'explained_scores.score_date') }}
            = weights.age_days
)

select * from latest_reports
