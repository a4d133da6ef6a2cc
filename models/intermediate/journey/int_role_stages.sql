-- depends_on: {{ ref('int_scoring_days') }}
with coverage as (select * from {{ ref('int_data_coverage') }}),

tenancies as (select * from {{ ref('int_tenancies') }}),

roles as (select * from {{ ref('roles') }}),

evidence as (
    select * from {{ ref('journey_evidence') }}
    where evidence_source = 'role'
),

-- the days of which the feed does not name the stage
days as (
    select
        interactions.customer_id,
        interactions.property_id,
        interactions.interaction_date as role_date
    from {{ ref('int_interactions') }} as interactions
    inner join coverage
        on interactions.interaction_date
            between {{ journey_start_date() }}
            and coverage.as_of_date
    where interactions.direction = 'inbound' and interactions.journey_stage is null
    union distinct
    select
        customer_id,
        property_id,
        answer_date as role_date
    from {{ ref('int_journey_answers') }}
    where journey_stage is null
),

in_force as (
    select
        days.*,
        evidence.journey_stage,
        row_number() over (
            partition by days.customer_id, days.property_id, days.role_date
            order by
                roles.precedence asc nulls last,
                customer_roles.started_on desc nulls last,
                customer_roles.role_id asc nulls last
        ) as role_number
    from days
    inner join {{ ref('stg_raw__customer_roles') }} as customer_roles
        on days.customer_id = customer_roles.customer_id
            and days.property_id = customer_roles.property_id
            and days.role_date >= customer_roles.started_on
            and days.role_date <= coalesce(customer_roles.ended_on, cast('9999-12-31' as date))
    inner join evidence on customer_roles.role = evidence.evidence_value
    left join roles on customer_roles.role = roles.role
),

staged as (
    select
        in_force.customer_id,
        in_force.property_id,
        in_force.role_date,
        case when tenancies.customer_id is not null then 'move_in' else in_force.journey_stage end
            as journey_stage
    from in_force
    left join tenancies
        on in_force.journey_stage = 'living'
            and in_force.customer_id = tenancies.customer_id
            and in_force.property_id = tenancies.property_id
            and in_force.role_date >= tenancies.started_date
            and in_force.role_date
            < cast(tenancies.started_date + {{ var('move_in_days') }} as date)
    where in_force.role_number = 1
)

select * from staged
