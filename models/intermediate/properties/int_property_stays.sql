with customer_roles as (select * from {{ ref('stg_raw__customer_roles') }}),

roles as (select * from {{ ref('roles') }}),

scored_roles as (
    select
        customer_roles.customer_id,
        customer_roles.property_id,
        roles.cohort,
        customer_roles.role_id,
        customer_roles.started_on,
        coalesce(customer_roles.ended_on, cast('9999-12-30' as date)) as ended_on
    from customer_roles
    inner join roles on customer_roles.role = roles.role
    where roles.cohort is not null
),

with_end_before as (
    select
        *,
        max(ended_on) over (
            partition by customer_id, property_id, cohort
            order by started_on nulls last, role_id nulls last
            rows between unbounded preceding and 1 preceding
        ) as ended_before
    from scored_roles
),

-- a role that follows without a day between goes on with the stay: a lease that is renewed
stay_starts as (
    select
        customer_id,
        property_id,
        cohort,
        started_on as stay_from_date
    from with_end_before
    where coalesce(started_on > cast(ended_before + 1 as date), true)
    group by customer_id, property_id, cohort, started_on
),

stays as (
    select
        customer_id,
        property_id,
        cohort,
        stay_from_date,
        lead(stay_from_date) over (
            partition by customer_id, property_id, cohort
            order by stay_from_date nulls last
        ) as next_stay_from_date
    from stay_starts
)

select * from stays
