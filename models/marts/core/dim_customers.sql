-- depends_on: {{ ref('int_scoring_days') }}
with customers as (select * from {{ ref('stg_raw__customers') }}),

customer_roles as (select * from {{ ref('stg_raw__customer_roles') }}),

roles as (select * from {{ ref('roles') }}),

coverage as (select * from {{ ref('int_data_coverage') }}),

roles_in_force as (
    select
        customer_roles.customer_id,
        customer_roles.property_id,
        customer_roles.role,
        roles.cohort,
        customer_roles.started_on,
        row_number() over (
            partition by customer_roles.customer_id
            order by
                roles.precedence asc nulls last,
                customer_roles.started_on desc nulls last,
                customer_roles.role_id asc nulls last
        ) as role_number
    from customer_roles
    inner join roles on customer_roles.role = roles.role
    inner join coverage
        on customer_roles.started_on <= coverage.as_of_date
            and coalesce(customer_roles.ended_on >= coverage.as_of_date, true)
),

current_customers as (
    select
        customers.customer_id,
        {{ customer_identity('customers.full_name') }} as full_name,
        {{ customer_identity('customers.email') }} as email,
        {{ customer_identity('customers.phone') }} as phone,
        customers.created_at,
        roles_in_force.role as current_role_name,
        roles_in_force.cohort as current_cohort,
        roles_in_force.property_id as current_property_id,
        roles_in_force.started_on as current_role_started_on,
        customers.loaded_at
    from customers
    left join roles_in_force
        on customers.customer_id = roles_in_force.customer_id and roles_in_force.role_number = 1
)

select * from current_customers
