-- depends_on: {{ ref('int_scoring_days') }}
with properties as (select * from {{ ref('stg_raw__properties') }}),

current_properties as (
    select
        property_id,
        property_name,
        property_group,
        city,
        region,
        time_zone,
        unit_count,
        loaded_at
    from properties
)

select * from current_properties
