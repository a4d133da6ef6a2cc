with interactions as (select * from {{ ref('int_interactions') }}),

coverage as (select * from {{ ref('int_data_coverage') }}),

held_days as (select * from {{ ref('int_held_days') }}),

last_held_days as (
    select max(score_date) as score_date
    from held_days
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

-- 0 is the day itself
weeks_before as (
    select {{ number_rows(0, 8) }} as week_count
),

compared_days as (
    select
        new_days.interaction_date,
        weeks_before.week_count,
        cast(new_days.interaction_date - 7 * weeks_before.week_count as date) as compared_date
    from new_days
    cross join weeks_before
),

read_days as (
    select distinct compared_date from compared_days
),

-- joined first, so that an engine reads these days alone
volumes as (
    select
        interactions.interaction_date,
        count(*) as interaction_count
    from interactions
    inner join read_days on interactions.interaction_date = read_days.compared_date
    group by interactions.interaction_date
),

day_volumes as (
    select
        compared_days.interaction_date,
        cast(coalesce(
            max(case when compared_days.week_count = 0 then volumes.interaction_count end), 0
        ) as bigint) as interaction_count,
        count(case when compared_days.week_count > 0 then volumes.interaction_count end)
            as compared_weeks,
        cast(
            min(case when compared_days.week_count > 0 then volumes.interaction_count end) as bigint
        ) as lowest_count,
        cast(
            max(case when compared_days.week_count > 0 then volumes.interaction_count end) as bigint
        ) as highest_count
    from compared_days
    left join volumes on compared_days.compared_date = volumes.interaction_date
    group by compared_days.interaction_date
)

select * from day_volumes
