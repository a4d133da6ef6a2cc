with initiatives as (
    select
        initiative_id,
        started_on
    from {{ ref('int_initiative_properties') }}
    group by initiative_id, started_on
),

metrics as (select * from {{ ref('initiative_metrics') }}),

coverage as (select * from {{ ref('int_data_coverage') }}),

placebos as (
    select {{ number_rows(0, var('initiative_placebo_count')) }} as placebo_number
),

-- a placebo is over before anything of the initiative can be seen
starts as (
    select
        initiatives.initiative_id,
        metrics.metric,
        placebos.placebo_number,
        initiatives.started_on,
        cast(
            initiatives.started_on
            - 7 * {{ var('initiative_placebo_weeks') }} * placebos.placebo_number as date
        ) as compared_from_date,
        metrics.settling_weeks,
        metrics.follow_up_weeks,
        coverage.score_start_date,
        cast(
            case
                when placebos.placebo_number = 0 then cast(coverage.as_of_date + 1 as date)
                else least(cast(coverage.as_of_date + 1 as date), initiatives.started_on)
            end - 7 * metrics.follow_up_weeks as date
        ) as known_to_date
    from initiatives
    cross join metrics
    cross join placebos
    cross join coverage
),

edges as (
    select
        *,
        cast(compared_from_date - 7 * follow_up_weeks as date) as before_to_date,
        cast(compared_from_date + 7 * settling_weeks as date) as after_from_date
    from starts
),

with_weeks as (
    select
        *,
        cast(least(
            {{ int_div(
                'greatest(' ~ days_between('score_start_date', 'before_to_date') ~ ', 0)', 7
            ) }},
            {{ var('initiative_window_weeks') }}
        ) as integer) as before_weeks,
        cast(least(
            {{ int_div(
                'greatest(' ~ days_between('after_from_date', 'known_to_date') ~ ', 0)', 7
            ) }},
            {{ var('initiative_window_weeks') }}
        ) as integer) as after_weeks
    from edges
),

-- all dates are whole weeks from the start, so weeks that begin on its weekday fill the windows
windows as (
    select
        initiative_id,
        metric,
        placebo_number,
        compared_from_date,
        cast({{ days_between("cast('1900-01-01' as date)", 'started_on') }} % 7 as integer)
            as first_weekday,
        before_weeks,
        after_weeks,
        cast(before_to_date - 7 * before_weeks as date) as before_from_date,
        before_to_date,
        after_from_date,
        cast(after_from_date + 7 * after_weeks as date) as after_to_date,
        before_weeks >= {{ var('initiative_minimum_weeks') }} as has_time_before,
        after_weeks >= {{ var('initiative_minimum_weeks') }} as has_time_after
    from with_weeks
)

select * from windows
