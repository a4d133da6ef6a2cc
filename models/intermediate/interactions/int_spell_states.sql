-- depends_on: {{ ref('stg_raw__reads') }} {{ ref('int_changed_topics') }}
with spell_reports as (select * from {{ ref('int_changed_spell_reports') }}),

ticket_openings as (
    select
        customer_id,
        topic,
        opened_date
    from {{ ref('int_changed_ticket_versions') }}
    where valid_from_date = opened_date
),

accumulated as (
    select
        customer_id,
        topic,
        report_date as state_from_date,
        min(report_date) over spell_so_far as opened_date,
        lead(report_date) over (
            partition by customer_id, topic, past_tickets, spell_number
            order by report_date nulls last
        ) as state_to_date,
        max(severity_tenths) over spell_so_far as severity_tenths,
        sum(report_count) over spell_so_far as report_count,
        sum(is_reopening) over spell_so_far as reopened_count
    from spell_reports
    window spell_so_far as (
        partition by customer_id, topic, past_tickets, spell_number
        order by report_date nulls last
        rows between unbounded preceding and current row
    )
),

closed as (
    select
        accumulated.customer_id,
        accumulated.topic,
        accumulated.state_from_date,
        min(ticket_openings.opened_date) as next_ticket_date
    from accumulated
    inner join ticket_openings
        on accumulated.customer_id = ticket_openings.customer_id
            and accumulated.topic = ticket_openings.topic
            and accumulated.state_from_date < ticket_openings.opened_date
    group by accumulated.customer_id, accumulated.topic, accumulated.state_from_date
),

states as (
    select
        'spell ' || cast(accumulated.opened_date as string) || ' ' || accumulated.topic || ' '
        || accumulated.customer_id as issue_key,
        accumulated.customer_id,
        accumulated.topic,
        accumulated.state_from_date,
        accumulated.state_to_date,
        accumulated.opened_date,
        cast(least(
            accumulated.state_from_date + {{ var('spell_gap_days') }},
            coalesce(closed.next_ticket_date, cast('9999-12-31' as date))
        ) as date) as resolved_date,
        accumulated.severity_tenths,
        cast(accumulated.reopened_count as bigint) as reopened_count,
        cast(accumulated.report_count - 1 - accumulated.reopened_count as bigint) as repeat_count
    from accumulated
    left join closed
        on accumulated.customer_id = closed.customer_id
            and accumulated.topic = closed.topic
            and accumulated.state_from_date = closed.state_from_date
)

select * from states
