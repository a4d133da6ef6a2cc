-- a row at an incredible time was refused for it, and only widens the span of days to look through
with changed_interactions as (
    select * from {{ ref('stg_raw__changed_interactions') }}
    where broken_rules not like '%future_date%' and broken_rules not like '%impossible_date%'
),

-- whatever the clock of its property says or said: the date is at most a day off that of UTC
neighbouring_days as (
    select neighbours.day_offset
    from (values (-1), (0), (1)) as neighbours (day_offset)
),

changed_dates as (
    select distinct
        changed_interactions.interaction_id,
        changed_interactions.customer_id,
        cast(
            cast(changed_interactions.occurred_at as date) + neighbouring_days.day_offset as date
        ) as interaction_date
    from changed_interactions
    cross join neighbouring_days
    where changed_interactions.occurred_at is not null
)

select * from changed_dates
