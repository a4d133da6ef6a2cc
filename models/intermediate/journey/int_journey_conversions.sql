with coverage as (select * from {{ ref('int_data_coverage') }}),

entries as (select * from {{ ref('int_journey_entries') }}),

events as (select * from {{ ref('int_journey_events') }}),

transitions as (select * from {{ ref('journey_transitions') }}),

due as (
    select
        entries.customer_id,
        entries.property_id,
        entries.cohort,
        transitions.from_stage,
        transitions.to_stage,
        transitions.window_days,
        transitions.is_wanted,
        entries.entry_date,
        cast(entries.entry_date + transitions.window_days as date) as due_date
    from entries
    inner join transitions on entries.journey_stage = transitions.from_stage
),

reached as (
    select
        due.customer_id,
        due.property_id,
        due.from_stage,
        due.to_stage,
        due.entry_date,
        min(events.event_date) as reached_date
    from due
    inner join events
        on due.customer_id = events.customer_id
            and due.property_id = events.property_id
            and due.to_stage = events.journey_stage
            and events.event_date between due.entry_date and due.due_date
    group by due.customer_id, due.property_id, due.from_stage, due.to_stage, due.entry_date
),

-- an entry whose window is not over is neither lost nor won
judged as (
    select
        due.*,
        due.due_date <= coverage.as_of_date as is_judged,
        case
            when due.due_date <= coverage.as_of_date
                then {{ days_between('due.entry_date', 'reached.reached_date') }}
        end as conversion_days
    from due
    cross join coverage
    left join reached
        on due.customer_id = reached.customer_id
            and due.property_id = reached.property_id
            and due.from_stage = reached.from_stage
            and due.to_stage = reached.to_stage
            and due.entry_date = reached.entry_date
)

select * from judged
