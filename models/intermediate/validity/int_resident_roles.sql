with customer_roles as (select * from {{ ref('stg_raw__customer_roles') }}),

roles as (select * from {{ ref('roles') }}),

role_versions as (
    select * from {{ ref('base_raw__customer_roles') }}
    where rejection_reason is null and is_deleted is not true
),

-- the load of a night tells of the day before, with whose score it comes; a day that was planned
-- and moved later is not the one that happened
known_dates as (
    select
        versions.role_id,
        cast(min(case
            when versions.started_on = customer_roles.started_on then versions.load_date
        end) - 1 as date) as start_known_date,
        cast(min(case
            when versions.ended_on = customer_roles.ended_on then versions.load_date
        end) - 1 as date) as end_known_date
    from role_versions as versions
    inner join customer_roles on versions.role_id = customer_roles.role_id
    group by versions.role_id
),

resident_roles as (
    select
        customer_roles.role_id,
        customer_roles.customer_id,
        customer_roles.started_on,
        customer_roles.ended_on,
        known_dates.start_known_date,
        known_dates.end_known_date
    from customer_roles
    inner join roles on customer_roles.role = roles.role
    inner join known_dates on customer_roles.role_id = known_dates.role_id
    where roles.cohort = 'residents'
)

select * from resident_roles
