-- depends_on: {{ ref('int_scoring_days') }}
with customers as (select * from {{ ref('stg_raw__customers') }}),

role_periods as (select * from {{ ref('int_role_periods') }}),

coverage as (select * from {{ ref('int_data_coverage') }}),

current_roles as (
    select role_periods.*
    from role_periods
    inner join coverage
        on role_periods.period_from_date <= coverage.as_of_date
            and coalesce(role_periods.period_to_date > coverage.as_of_date, true)
),

current_customers as (
    select
        customers.customer_id,
        {{ customer_identity('customers.full_name') }} as full_name,
        {{ customer_identity('customers.email') }} as email,
        {{ customer_identity('customers.phone') }} as phone,
        customers.created_at,
        current_roles.role as current_role_name,
        current_roles.cohort as current_cohort,
        current_roles.property_id as current_property_id,
        current_roles.started_on as current_role_started_on,
        customers.loaded_at
    from customers
    left join current_roles on customers.customer_id = current_roles.customer_id
)

select * from current_customers
