with day_volumes as (select * from {{ ref('int_day_volumes') }}),

volume_problems as (
    select
        'interactions: ' || interaction_count || ' on ' || cast(interaction_date as string)
        || ', where the same weekday of the eight weeks before had at least ' || lowest_count
        || '; load the rest of the day, or set volume_stop_rate to 0 if it was so quiet' as problem
    from day_volumes
    where compared_weeks >= 4
        and lowest_count >= {{ var('volume_min_rows') }}
        and interaction_count < {{ var('volume_stop_rate') }} * lowest_count
)

select * from volume_problems
