with windows as (
    select * from {{ ref('int_initiative_windows') }}
    where has_time_before and has_time_after
),

initiative_properties as (select * from {{ ref('int_initiative_properties') }}),

properties as (select * from {{ ref('stg_raw__properties') }}),

-- what else went on at a property between the first and the last day of the windows
property_windows as (
    select
        windows.initiative_id,
        windows.metric,
        windows.placebo_number,
        properties.property_id,
        max(case when running.initiative_id = windows.initiative_id then 1 else 0 end) = 1
            as is_treated,
        count(running.initiative_id) > 0 as has_initiative,
        max(case
            when running.initiative_id <> windows.initiative_id
                and (
                    running.started_on >= windows.before_from_date
                    or running.ended_on < windows.after_to_date
                ) then 1
            else 0
        end) = 1 as has_other_initiative
    from windows
    cross join properties
    left join initiative_properties as running
        on properties.property_id = running.property_id
            and (
                windows.initiative_id = running.initiative_id
                or (
                    windows.after_to_date > running.started_on
                    and coalesce(windows.before_from_date <= running.ended_on, true)
                )
            )
    group by
        windows.initiative_id, windows.metric, windows.placebo_number, properties.property_id
),

with_clean as (
    select
        *,
        max(case when is_treated and not has_other_initiative then 1 else 0 end) over (
            partition by initiative_id, metric, placebo_number
        ) as clean_number
    from property_windows
),

-- a property with another initiative is left out, unless all have one
sides as (
    select
        initiative_id,
        metric,
        placebo_number,
        property_id,
        case
            when not is_treated then 'untouched'
            when not has_other_initiative or clean_number = 0 then 'treated'
            else 'left out'
        end as side,
        is_treated and has_other_initiative as has_other_initiative
    from with_clean
    where is_treated or not has_initiative
)

select * from sides
