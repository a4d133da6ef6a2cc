-- a row at an incredible time was refused for it, and only widens the span of days to look through
with changed_interactions as (
    select * from {{ ref('stg_raw__changed_interactions') }}
    where broken_rules not like '%future_date%' and broken_rules not like '%impossible_date%'
),

properties as (select * from {{ ref('stg_raw__properties') }}),

moved_properties as (
    select parent_id as property_id
    from {{ ref('stg_raw__parent_changes') }}
    where source_table = 'properties'
),

with_clocks as (
    select
        changed_interactions.interaction_id,
        changed_interactions.customer_id,
        changed_interactions.occurred_at,
        case when moved_properties.property_id is null then properties.time_zone end as time_zone
    from changed_interactions
    left join properties on changed_interactions.property_id = properties.property_id
    left join moved_properties
        on changed_interactions.property_id = moved_properties.property_id
    where changed_interactions.occurred_at is not null
),

-- whatever a clock says or said: the date is at most a day off that of UTC
neighbouring_days as (
    select neighbours.day_offset
    from (values (-1), (0), (1)) as neighbours (day_offset)
),

changed_dates as (
    select
        interaction_id,
        customer_id,
        {{ local_date('occurred_at', 'time_zone') }} as interaction_date
    from with_clocks
    where time_zone is not null
    union distinct
    -- where the property has another clock than before, or none
    select
        with_clocks.interaction_id,
        with_clocks.customer_id,
        cast(
            cast(with_clocks.occurred_at as date) + neighbouring_days.day_offset as date
        ) as interaction_date
    from with_clocks
    cross join neighbouring_days
    where with_clocks.time_zone is null
)

select * from changed_dates
