with customer_roles as (
    select *
    from {{ of_changed_customers(
        ref('stg_raw__customer_roles'), ref('int_changed_role_customers'),
    ) }}
),

roles as (select * from {{ ref('roles') }}),

known_roles as (
    select
        customer_roles.*,
        roles.cohort,
        roles.precedence
    from customer_roles
    inner join roles on customer_roles.role = roles.role
),

-- the roles in force change on the first day of a role and on the day after its last
changes as (
    select
        customer_id,
        started_on as period_from_date
    from known_roles
    union distinct
    select
        customer_id,
        cast(ended_on + 1 as date) as period_from_date
    from known_roles
    where ended_on < cast('9999-12-31' as date)
),

periods as (
    select
        customer_id,
        period_from_date,
        lead(period_from_date) over (
            partition by customer_id
            order by period_from_date nulls last
        ) as period_to_date
    from changes
),

numbered as (
    select
        periods.*,
        known_roles.role_id,
        known_roles.property_id,
        known_roles.role,
        known_roles.cohort,
        known_roles.started_on,
        row_number() over (
            partition by periods.customer_id, periods.period_from_date
            order by
                known_roles.precedence asc nulls last,
                known_roles.started_on desc nulls last,
                known_roles.role_id asc nulls last
        ) as role_number
    from periods
    inner join known_roles
        on periods.customer_id = known_roles.customer_id
            and periods.period_from_date >= known_roles.started_on
            and coalesce(periods.period_from_date <= known_roles.ended_on, true)
),

-- a role that is not scored counts only where no other is in force, so the first period of a cohort
-- begins with the first scored role
role_periods as (
    select
        customer_id,
        period_from_date,
        period_to_date,
        role_id,
        property_id,
        role,
        cohort,
        started_on,
        min(case when cohort is not null then period_from_date end) over (
            partition by customer_id
        ) as exposure_start_date
    from numbered
    where role_number = 1
)

select * from role_periods
