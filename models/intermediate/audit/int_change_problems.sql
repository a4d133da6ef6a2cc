with changes as (
    select * from {{ ref('int_parameter_changes') }}
    where not is_dated
),

held_days as (select * from {{ ref('int_held_days') }}),

last_held_days as (
    select max(score_date) as score_date
    from held_days
),

named as (
    select
        parameter_source,
        valid_from,
        split_part(coalesce(parameter_now, parameter_before), ':', 1) as parameter_name,
        max(parameter_before) as parameter_before,
        max(parameter_now) as parameter_now
    from changes
    group by
        parameter_source, valid_from, split_part(coalesce(parameter_now, parameter_before), ':', 1)
),

-- A range that reaches the last held day, or a full refresh, is the choice that the problem asks for.
change_problems as (
    select
        named.parameter_source || ': ' || coalesce(named.parameter_before, 'nothing') || ' became '
        || coalesce(named.parameter_now, 'nothing')
        || coalesce(' in the weights from ' || cast(named.valid_from as varchar), '')
        || ' without a day from which it holds; put it back, or score every day again with dbt '
        || 'build --full-refresh, or score again from a day on and leave the days before as they '
        || 'are, as in --vars ''{score_from: ' || cast(last_held_days.score_date as varchar)
        || '}''; weights can change from a day on by rows with a new valid_from' as problem
    from named
    cross join last_held_days
    where not {{ is_full_refresh() }}
        and coalesce(not {{ is_in_range('last_held_days.score_date') }}, false)
)

select * from change_problems
