with coverage as (select * from {{ ref('int_data_coverage') }}),

changes as (select * from {{ ref('int_backlog_changes') }}),

age_bands as (select * from {{ ref('backlog_age_bands') }}),

-- a property without any ticket has no rows: nothing is known about its backlog
properties as (
    select property_id
    from {{ ref('int_service_issues') }}
    group by property_id
),

days as (
    select cast(score_start_date + day_number as date) as service_date
    from (
        select
            score_start_date,
            {{ number_rows(0, days_between('score_start_date', 'as_of_date')) }} as day_number
        from coverage
    ) as numbered_days
),

with_changes as (
    select
        properties.property_id,
        age_bands.age_band,
        age_bands.age_from_days,
        days.service_date,
        coalesce(changes.open_change, 0) as open_change,
        coalesce(changes.overdue_change, 0) as overdue_change
    from properties
    cross join age_bands
    cross join days
    left join changes
        on properties.property_id = changes.property_id
            and age_bands.age_band = changes.age_band
            and days.service_date = changes.service_date
),

running_sums as (
    select
        property_id,
        age_band,
        service_date,
        cast(age_from_days as integer) as age_from_days,
        cast(sum(open_change) over so_far as bigint) as backlog_count,
        cast(sum(overdue_change) over so_far as bigint) as overdue_count
    from with_changes
    window so_far as (
        partition by property_id, age_band
        order by service_date nulls last
        rows between unbounded preceding and current row
    )
)

select * from running_sums
