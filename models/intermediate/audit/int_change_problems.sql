with changes as (
    select
        *,
        split_part(coalesce(parameter_now, parameter_before), ':', 1) as parameter_name
    from {{ ref('int_parameter_changes') }}
    where not is_dated
),

last_held_days as (
    select max(score_date) as score_date
    from {{ ref('int_held_days') }}
    having count(*) > 0
),

-- a range that reaches the last held day, or a full refresh, is the choice asked for
change_problems as (
    select
        changes.parameter_source || ': ' || coalesce(max(changes.parameter_before), 'nothing')
        || ' became ' || coalesce(max(changes.parameter_now), 'nothing')
        || coalesce(' in the weights from ' || cast(changes.valid_from as string), '')
        || ' without a day from which it holds; put it back, or score every day again with dbt '
        || 'build --full-refresh, or score again from a day on and leave the days before as they '
        || 'are, as in --vars "{score_from: ' || cast(max(last_held_days.score_date) as string)
        || '}"; weights can change from a day on by rows with a new valid_from' as problem
    from changes
    cross join last_held_days
    where not {{ is_full_refresh() }} and not {{ is_in_range('last_held_days.score_date') }}
    group by changes.parameter_source, changes.valid_from, changes.parameter_name
)

select * from change_problems
