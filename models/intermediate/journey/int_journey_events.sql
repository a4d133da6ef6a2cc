-- depends_on: {{ ref('int_scoring_days') }}
with coverage as (select * from {{ ref('int_data_coverage') }}),

contacts as (select * from {{ ref('int_journey_contacts') }}),

tenancies as (select * from {{ ref('int_tenancies') }}),

role_evidence as (
    select
        evidence_value as role_name,
        journey_stage
    from {{ ref('journey_evidence') }}
    where evidence_source = 'role' and journey_stage in ('enquiry', 'application')
),

events as (
    select
        customer_id,
        property_id,
        journey_stage,
        contact_date as event_date
    from contacts
    where journey_stage in ('enquiry', 'tour', 'application', 'renewal')
    union all
    -- who has left long ago does not leave again by asking for the deposit
    select
        contacts.customer_id,
        contacts.property_id,
        'move_out' as journey_stage,
        contacts.contact_date as event_date
    from contacts
    inner join tenancies
        on contacts.customer_id = tenancies.customer_id
            and contacts.property_id = tenancies.property_id
            and contacts.contact_date >= tenancies.started_date
            and coalesce(contacts.contact_date <= tenancies.ended_date, true)
    where contacts.journey_stage = 'move_out'
    union all
    select
        customer_roles.customer_id,
        customer_roles.property_id,
        role_evidence.journey_stage,
        customer_roles.started_on as event_date
    from {{ ref('stg_raw__customer_roles') }} as customer_roles
    inner join role_evidence on customer_roles.role = role_evidence.role_name
    union all
    select
        customer_id,
        property_id,
        'move_in' as journey_stage,
        started_date as event_date
    from tenancies
    union all
    select
        customer_id,
        property_id,
        'living' as journey_stage,
        cast(started_date + {{ var('move_in_days') }} as date) as event_date
    from tenancies
    where coalesce(ended_date >= cast(started_date + {{ var('move_in_days') }} as date), true)
    union all
    select
        customer_id,
        property_id,
        'move_out' as journey_stage,
        cast(ended_date + 1 as date) as event_date
    from tenancies
    where ended_date is not null
),

event_days as (
    select
        events.customer_id,
        events.property_id,
        events.journey_stage,
        events.event_date
    from events
    inner join coverage on events.event_date <= coverage.as_of_date
    group by events.customer_id, events.property_id, events.journey_stage, events.event_date
)

select * from event_days
