with interactions as (select * from {{ ref('int_interactions') }}),

coverage as (select * from {{ ref('int_data_coverage') }}),

held_days as (select * from {{ ref('int_held_days') }}),

volumes as (
    select
        interaction_date,
        count(*) as interaction_count
    from interactions
    group by interaction_date
),

last_held_days as (
    select max(score_date) as score_date
    from held_days
),

weeks_before as (
    select {{ number_rows(1, 8) }} as week_count
),

-- days that are new to a table that holds scores; the first run has no yesterday to compare with
new_days as (
    select cast(score_date + day_number as date) as interaction_date
    from (
        select
            last_held_days.score_date,
            {{ number_rows(1, days_between('last_held_days.score_date', 'coverage.as_of_date')) }}
                as day_number
        from last_held_days
        cross join coverage
        where last_held_days.score_date < coverage.as_of_date
    ) as numbered_days
),

day_volumes as (
    select
        new_days.interaction_date,
        cast(coalesce(max(own_volumes.interaction_count), 0) as bigint) as interaction_count,
        count(volumes.interaction_date) as compared_weeks,
        cast(min(volumes.interaction_count) as bigint) as lowest_count,
        cast(max(volumes.interaction_count) as bigint) as highest_count
    from new_days
    cross join weeks_before
    left join volumes as own_volumes on new_days.interaction_date = own_volumes.interaction_date
    left join volumes
        on cast(new_days.interaction_date - 7 * weeks_before.week_count as date)
            = volumes.interaction_date
    group by new_days.interaction_date
)

select * from day_volumes
