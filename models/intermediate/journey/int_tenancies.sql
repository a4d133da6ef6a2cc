-- depends_on: {{ ref('int_scoring_days') }}
with coverage as (select * from {{ ref('int_data_coverage') }}),

living_roles as (
    select evidence_value as role_name
    from {{ ref('journey_evidence') }}
    where evidence_source = 'role' and journey_stage = 'living'
),

roles as (
    select
        customer_roles.customer_id,
        customer_roles.property_id,
        customer_roles.role_id,
        customer_roles.started_on,
        coalesce(customer_roles.ended_on, cast('9999-12-31' as date)) as ended_on,
        coverage.as_of_date
    from {{ ref('stg_raw__customer_roles') }} as customer_roles
    inner join living_roles on customer_roles.role = living_roles.role_name
    inner join coverage on customer_roles.started_on <= coverage.as_of_date
),

-- a lease that follows soon on another one goes on with the tenancy
with_earlier_end as (
    select
        *,
        max(ended_on) over (
            partition by customer_id, property_id
            order by started_on nulls last, role_id nulls last
            rows between unbounded preceding and 1 preceding
        ) as earlier_end
    from roles
),

numbered as (
    select
        *,
        sum(
            case
                when cast(started_on - {{ var('journey_gap_days') }} as date) <= earlier_end then 0
                else 1
            end
        ) over (
            partition by customer_id, property_id
            order by started_on nulls last, role_id nulls last
            rows between unbounded preceding and current row
        ) as tenancy_number
    from with_earlier_end
),

-- an end that is still to come is none yet
tenancies as (
    select
        customer_id,
        property_id,
        cast(tenancy_number as integer) as tenancy_number,
        min(started_on) as started_date,
        case when max(ended_on) <= max(as_of_date) then max(ended_on) end as ended_date
    from numbered
    group by customer_id, property_id, tenancy_number
)

select * from tenancies
