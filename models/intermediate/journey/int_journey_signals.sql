-- depends_on: {{ ref('int_scoring_days') }}
with coverage as (select * from {{ ref('int_data_coverage') }}),

events as (select * from {{ ref('int_journey_events') }}),

goals as (
    select
        all_goals.journey_stage,
        all_goals.goal_stage
    from (
        values
        ('enquiry', 'tour'),
        ('enquiry', 'application'),
        ('tour', 'application'),
        ('application', 'move_in')
    ) as all_goals (journey_stage, goal_stage)
),

signals as (
    select
        goals.journey_stage,
        events.customer_id,
        events.property_id,
        events.event_date as from_date,
        events.event_date as to_date,
        true as is_favourable
    from events
    inner join goals on events.journey_stage = goals.goal_stage
    union all
    select
        'move_in' as journey_stage,
        customer_id,
        property_id,
        contact_date as from_date,
        contact_date as to_date,
        false as is_favourable
    from {{ ref('int_journey_contacts') }}
    where is_grievance
    union all
    -- a ticket is open until the day before it is resolved
    select
        'living' as journey_stage,
        tickets.customer_id,
        tickets.property_id,
        tickets.opened_date as from_date,
        coalesce(cast(tickets.resolved_date - 1 as date), cast('9999-12-31' as date)) as to_date,
        false as is_favourable
    from {{ ref('int_ticket_versions') }} as tickets
    inner join coverage
        on tickets.valid_from_date <= coverage.as_of_date
            and coalesce(tickets.valid_to_date > coverage.as_of_date, true)
    union all
    select
        'renewal' as journey_stage,
        customer_id,
        property_id,
        started_date as from_date,
        coalesce(ended_date, cast('9999-12-31' as date)) as to_date,
        true as is_favourable
    from {{ ref('int_tenancies') }}
    union all
    select
        'move_out' as journey_stage,
        customer_id,
        property_id,
        answer_date as from_date,
        answer_date as to_date,
        is_favourable
    from {{ ref('int_journey_answers') }}
),

-- of one day and customer the good news and the bad news each count once
grouped as (
    select
        journey_stage,
        customer_id,
        property_id,
        from_date,
        to_date,
        is_favourable
    from signals
    group by journey_stage, customer_id, property_id, from_date, to_date, is_favourable
)

select * from grouped
