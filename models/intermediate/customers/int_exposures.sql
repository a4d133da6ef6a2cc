with customer_roles as (select * from {{ ref('stg_raw__customer_roles') }}),

roles as (select * from {{ ref('roles') }}),

first_scored_roles as (
    select
        customer_roles.customer_id,
        min(customer_roles.started_on) as exposure_start_date
    from customer_roles
    inner join roles on customer_roles.role = roles.role
    where roles.cohort is not null
    group by customer_roles.customer_id
)

select * from first_scored_roles
