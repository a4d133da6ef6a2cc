-- depends_on: {{ ref('int_scoring_days') }}
with initiatives as (select * from {{ ref('stg_raw__initiatives') }}),

named as (
    select
        initiative_id,
        property_id,
        coalesce(nullif(trim(initiative_name), ''), initiative_id) as initiative_name,
        started_on,
        coalesce(ended_on, cast('9999-12-31' as date)) as ended_on
    from initiatives
),

-- rows of one name and one first day are one initiative; its id is the smallest of theirs
grouped as (
    select
        min(initiative_id) over (partition by initiative_name, started_on) as initiative_id,
        initiative_name,
        property_id,
        started_on,
        ended_on
    from named
),

initiative_properties as (
    select
        initiative_id,
        initiative_name,
        property_id,
        started_on,
        nullif(max(ended_on), cast('9999-12-31' as date)) as ended_on
    from grouped
    group by initiative_id, initiative_name, property_id, started_on
)

select * from initiative_properties
