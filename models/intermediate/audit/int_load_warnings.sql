with row_accounts as (
    select * from {{ ref('int_row_accounts') }}
    where load_date is not null
),

coverage as (select * from {{ ref('int_data_coverage') }}),

load_changes as (select * from {{ ref('stg_raw__load_changes') }}),

day_volumes as (select * from {{ ref('int_day_volumes') }}),

load_gaps as (
    select
        source_table,
        load_date,
        {{ days_between(
            'lag(load_date) over (partition by source_table order by load_date nulls last)',
            'load_date',
        ) }} as gap_days
    from row_accounts
),

table_gaps as (
    select
        source_table,
        max(load_date) as last_load_date,
        max(gap_days) as longest_gap_days
    from load_gaps
    group by source_table
),

load_warnings as (
    select
        'interactions: ' || interaction_count || ' on ' || cast(interaction_date as string)
        || ', where the same weekday of the eight weeks before had ' || lowest_count || ' to '
        || highest_count || '; look whether the day is loaded once and whole' as warning
    from day_volumes
    where compared_weeks >= 4
        and lowest_count >= {{ var('volume_min_rows') }}
        and (
            interaction_count < {{ var('volume_warn_rate') }} * lowest_count
            or interaction_count * {{ var('volume_warn_rate') }} > highest_count
        )
    union all
    select
        table_gaps.source_table || ': nothing was loaded since '
        || cast(table_gaps.last_load_date as string) || ', while interactions came until '
        || cast(coverage.last_loaded_at as string)
        || '; look whether the feed of the table still runs' as warning
    from table_gaps
    cross join coverage
    where {{ days_between('table_gaps.last_load_date', 'cast(coverage.last_loaded_at as date)') }}
        > greatest(2 * table_gaps.longest_gap_days, {{ var('max_table_lag_days') }})
    union all
    select
        source_table || ': ' || rows_gone || ' rows of the load of '
        || coalesce(cast(load_date as string), 'no day')
        || ' that were scored are gone or have another loaded_at; feeds only append: withdraw a '
        || 'row by a version with is_deleted' as warning
    from load_changes
    where rows_gone > 0
)

select * from load_warnings
