{{ config(
    materialized='incremental', incremental_strategy='append', full_refresh=false,
    post_hook="{{ warn_of_closed_days() }}",
) }}

with touches as (select * from {{ ref('int_touches') }}),

held_days as (select * from {{ ref('int_held_days') }}),

scoring_days as (
    select * from {{ ref('int_scoring_days') }}
    where reason <> 'comparison'
),

coverage as (select * from {{ ref('int_data_coverage') }}),

days_left_alone as (
    select held_days.score_date
    from held_days
    left join scoring_days on held_days.score_date = scoring_days.score_date
    where scoring_days.score_date is null
),

closed_touches as (
    select
        touches.source_table,
        touches.source_record_id,
        touches.customer_id,
        touches.loaded_at,
        min(days_left_alone.score_date) as first_closed_date,
        max(days_left_alone.score_date) as last_closed_date,
        max(coverage.newest_loaded_at) as newest_loaded_at
    from touches
    inner join days_left_alone on touches.touched_from_date <= days_left_alone.score_date
    cross join coverage
    group by
        touches.source_table, touches.source_record_id, touches.customer_id, touches.loaded_at
),

unreported as (
    select *
    from closed_touches
    {% if is_incremental() %}
        where
            not exists (
                select 1
                from {{ this }} as reported
                where reported.source_table = closed_touches.source_table
                    and reported.source_record_id = closed_touches.source_record_id
                    and reported.customer_id = closed_touches.customer_id
                    and reported.loaded_at = closed_touches.loaded_at
            )
    {% endif %}
)

select * from unreported
