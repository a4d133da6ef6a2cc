with windows as (
    select * from {{ ref('int_initiative_windows') }}
    where has_time_before and has_time_after
),

property_days as (select * from {{ ref('int_initiative_property_days') }}),

customer_weeks as (select * from {{ ref('int_initiative_customer_weeks') }}),

weekdays as (
    select
        first_weekday,
        min(before_from_date) as read_from_date,
        max(after_to_date) as read_to_date
    from windows
    group by first_weekday
),

-- contacts are held against the scored customers of the same days
weekly_rows as (
    select
        property_days.metric,
        weekdays.first_weekday,
        property_days.property_id,
        cast(
            property_days.observed_date
            - cast(
                {{ days_between('weekdays.read_from_date', 'property_days.observed_date') }} % 7
                as integer
            ) as date
        ) as week_from_date,
        property_days.value_sum,
        property_days.value_count
    from property_days
    inner join weekdays
        on property_days.observed_date >= weekdays.read_from_date
            and property_days.observed_date < weekdays.read_to_date
    union all
    select
        'contact_rate' as metric,
        first_weekday,
        property_id,
        week_from_date,
        0 as value_sum,
        day_count as value_count
    from customer_weeks
),

property_weeks as (
    select
        metric,
        first_weekday,
        property_id,
        week_from_date,
        cast(sum(value_sum) as bigint) as value_sum,
        cast(sum(value_count) as bigint) as value_count
    from weekly_rows
    group by metric, first_weekday, property_id, week_from_date
)

select * from property_weeks
