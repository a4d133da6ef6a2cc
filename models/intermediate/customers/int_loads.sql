with row_accounts as (
    select * from {{ ref('int_row_accounts') }}
    where source_table = 'interactions' and last_valid_loaded_at is not null
),

properties as (select * from {{ ref('stg_raw__properties') }}),

load_days as (
    select
        load_date,
        last_valid_loaded_at as last_loaded_at
    from row_accounts
),

time_zones as (
    select time_zone
    from properties
    group by time_zone
),

-- a day is covered when it has ended everywhere before the load ran
covered_days as (
    select
        load_days.load_date,
        load_days.last_loaded_at,
        cast(min(
            {{ local_date('load_days.last_loaded_at', 'time_zones.time_zone') }}
        ) - 1 as date) as covered_date
    from load_days
    cross join time_zones
    group by load_days.load_date, load_days.last_loaded_at
)

select * from covered_days
