with coverage as (select * from {{ ref('int_data_coverage') }}),

events as (select * from {{ ref('int_journey_events') }}),

roles as (
    select * from {{ ref('roles') }}
    where cohort is not null
),

with_earlier_event as (
    select
        *,
        lag(event_date) over (
            partition by customer_id, property_id, journey_stage
            order by event_date nulls last
        ) as earlier_event_date
    from events
),

-- of what began before the first interaction only the roles are known, so nothing can be said
entries as (
    select
        with_earlier_event.customer_id,
        with_earlier_event.property_id,
        with_earlier_event.journey_stage,
        with_earlier_event.event_date as entry_date
    from with_earlier_event
    inner join coverage
        on with_earlier_event.event_date >= coverage.first_interaction_date
            and with_earlier_event.event_date
            >= {{ journey_start_date() }}
    where coalesce(
            with_earlier_event.earlier_event_date
            < cast(with_earlier_event.event_date - {{ var('journey_gap_days') }} as date), true
        )
),

-- the cohort of the first role in the order of the seed, at any property, as in the score
cohorts as (
    select
        entries.customer_id,
        entries.property_id,
        entries.journey_stage,
        entries.entry_date,
        min_by(roles.cohort, roles.precedence) as cohort
    from entries
    inner join {{ ref('stg_raw__customer_roles') }} as customer_roles
        on entries.customer_id = customer_roles.customer_id
            and entries.entry_date >= customer_roles.started_on
            and entries.entry_date
            <= coalesce(customer_roles.ended_on, cast('9999-12-31' as date))
    inner join roles on customer_roles.role = roles.role
    group by
        entries.customer_id, entries.property_id, entries.journey_stage, entries.entry_date
),

with_cohort as (
    select
        entries.*,
        coalesce(cohorts.cohort, 'none') as cohort
    from entries
    left join cohorts
        on entries.customer_id = cohorts.customer_id
            and entries.property_id = cohorts.property_id
            and entries.journey_stage = cohorts.journey_stage
            and entries.entry_date = cohorts.entry_date
)

select * from with_cohort
