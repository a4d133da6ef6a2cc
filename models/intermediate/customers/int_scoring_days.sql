-- depends_on: {{ ref('int_parameter_problems') }}
-- depends_on: {{ ref('int_scale_problems') }}
-- depends_on: {{ ref('int_feed_problems') }}
-- depends_on: {{ ref('int_date_problems') }}
-- depends_on: {{ ref('int_change_problems') }}
-- depends_on: {{ ref('int_refusal_problems') }}
-- depends_on: {{ ref('int_volume_problems') }}
-- depends_on: {{ ref('int_load_warnings') }}
{{ config(pre_hook="{{ stop_on_problem_rows([
    ref('int_parameter_problems'), ref('int_scale_problems'), ref('int_feed_problems'),
    ref('int_date_problems'), ref('int_change_problems'), ref('int_refusal_problems'),
    ref('int_volume_problems')
], ref('int_load_warnings')) }}") }}

with coverage as (select * from {{ ref('int_data_coverage') }}),

held_days as (select * from {{ ref('int_held_days') }}),

model_versions as (select * from {{ ref('int_model_versions') }}),

touches as (select * from {{ ref('int_touches') }}),

parameter_changes as (select * from {{ ref('int_parameter_changes') }}),

due_days as (
    select cast(score_start_date + day_number as date) as score_date
    from (
        select
            score_start_date,
            {{ number_rows(0, days_between('score_start_date', 'as_of_date')) }} as day_number
        from coverage
    ) as numbered_days
),

first_touches as (
    select min(touched_from_date) as touched_from_date
    from touches
),

first_changes as (
    select min(valid_from) as valid_from
    from parameter_changes
    where is_dated
),

limits as (
    select
        coverage.score_start_date,
        coverage.newest_loaded_at,
        cast(
            cast(coverage.newest_loaded_at as date) - {{ var('restatement_days') }} as date
        ) as first_open_date,
        first_touches.touched_from_date as first_touched_date,
        first_changes.valid_from as first_changed_date
    from coverage
    cross join first_touches
    cross join first_changes
),

all_days as (
    select
        coalesce(due_days.score_date, held_days.score_date) as score_date,
        due_days.score_date is not null as is_due,
        held_days.score_date is not null as is_held,
        held_days.model_version as held_model_version
    from due_days
    full outer join held_days on due_days.score_date = held_days.score_date
),

-- A held day changes for data it had not seen, as long as it is open and of the present parameters,
-- for weights of a new day, or because it is asked for.
reasons as (
    select
        all_days.score_date,
        all_days.is_held,
        limits.newest_loaded_at,
        case
            when not all_days.is_due and {{ is_full_refresh() }} then 'withdrawn'
            when not all_days.is_due
                and {{ date_var('score_start_date') }} is null
                and all_days.score_date < limits.score_start_date
                then 'withdrawn'
            when not all_days.is_held then 'missing'
            when {{ is_full_refresh() }} or {{ is_in_range('all_days.score_date') }}
                then 'requested'
            when all_days.held_model_version <> model_versions.model_version
                and all_days.score_date >= limits.first_changed_date then 'weights'
            when all_days.held_model_version = model_versions.model_version
                and all_days.score_date >= limits.first_touched_date
                and all_days.score_date >= limits.first_open_date then 'data'
        end as reason
    from all_days
    cross join limits
    left join model_versions
        on all_days.score_date >= model_versions.valid_from
            and coalesce(all_days.score_date < model_versions.valid_to, true)
),

-- a day written now may be the comparison of one that is held: its change over 7 days is due again
with_comparisons as (
    select
        reasons.score_date,
        reasons.newest_loaded_at,
        coalesce(
            reasons.reason,
            case when reasons.is_held and compared.reason is not null then 'comparison' end
        ) as reason
    from reasons
    left join reasons as compared
        on reasons.score_date = cast(compared.score_date + 7 as date)
),

with_reasons as (
    select * from with_comparisons
    where reason is not null
)

select * from with_reasons
