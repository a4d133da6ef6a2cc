with coverage as (select * from {{ ref('int_data_coverage') }}),

outcomes as (select * from {{ ref('journey_outcomes') }}),

signals as (select * from {{ ref('int_journey_signals') }}),

-- a customer counts once per touchpoint and month, from the first contact on
customers as (
    select
        customer_id,
        property_id,
        journey_stage,
        touchpoint,
        cast(date_trunc('month', contact_date) as date) as journey_month,
        min(contact_date) as contact_date
    from {{ ref('int_journey_contacts') }}
    group by
        customer_id, property_id, journey_stage, touchpoint,
        cast(date_trunc('month', contact_date) as date)
),

-- what is not wanted counts from the next day: the contact itself is no outcome
tested as (
    select
        customers.*,
        outcomes.outcome,
        outcomes.is_signal_wanted,
        outcomes.signal_needed_of,
        cast(customers.contact_date + case
            when outcomes.is_tested_at_end then outcomes.window_days
            when outcomes.is_signal_wanted then 0
            else 1
        end as date) as test_from_date,
        cast(customers.contact_date + outcomes.window_days as date) as due_date
    from customers
    inner join outcomes on customers.journey_stage = outcomes.journey_stage
),

found as (
    select
        tested.customer_id,
        tested.property_id,
        tested.journey_stage,
        tested.touchpoint,
        tested.journey_month,
        max(case when signals.is_favourable then 1 else 0 end) = 1 as is_favourable
    from tested
    inner join signals
        on tested.journey_stage = signals.journey_stage
            and tested.customer_id = signals.customer_id
            and tested.property_id = signals.property_id
            and tested.due_date >= signals.from_date
            and tested.test_from_date <= signals.to_date
    group by
        tested.customer_id, tested.property_id, tested.journey_stage, tested.touchpoint,
        tested.journey_month
),

-- a property without any ticket keeps none: nothing is known about them
known_properties as (
    select
        journey_stage,
        property_id
    from signals
    group by journey_stage, property_id
),

judged as (
    select
        tested.customer_id,
        tested.property_id,
        tested.journey_stage,
        tested.touchpoint,
        tested.journey_month,
        tested.outcome,
        tested.due_date > coverage.as_of_date as is_pending,
        case
            when tested.due_date > coverage.as_of_date then null
            when tested.signal_needed_of = 'customer' and found.customer_id is null then null
            when tested.signal_needed_of = 'property' and known_properties.property_id is null
                then null
            when tested.is_signal_wanted then coalesce(found.is_favourable, false)
            else found.customer_id is null
        end as is_success
    from tested
    cross join coverage
    left join found
        on tested.customer_id = found.customer_id
            and tested.property_id = found.property_id
            and tested.journey_stage = found.journey_stage
            and tested.touchpoint = found.touchpoint
            and tested.journey_month = found.journey_month
    left join known_properties
        on tested.journey_stage = known_properties.journey_stage
            and tested.property_id = known_properties.property_id
)

select * from judged
