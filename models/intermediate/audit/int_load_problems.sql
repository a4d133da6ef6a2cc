with row_accounts as (select * from {{ ref('int_row_accounts') }}),

load_changes as (select * from {{ ref('int_load_changes') }}),

day_volumes as (select * from {{ ref('int_day_volumes') }}),

new_loads as (
    select
        row_accounts.source_table,
        min(row_accounts.load_date) as first_load_date,
        sum(row_accounts.rows_in) as rows_in,
        sum(row_accounts.rows_quarantined) as rows_quarantined
    from row_accounts
    inner join load_changes
        on row_accounts.source_table = load_changes.source_table
            and row_accounts.load_date = load_changes.load_date
    group by row_accounts.source_table
),

load_problems as (
    select
        source_table || ': ' || rows_quarantined || ' of ' || rows_in || ' rows loaded since '
        || cast(first_load_date as varchar) || ' were refused; max_quarantine_rate allows a share '
        || 'of {{ var("max_quarantine_rate") }}; look at '
        || '{{ ref("base_raw__interactions").schema }}.base_raw__' || source_table
        || ' where rejection_reason is not null, mend the feed, or raise the var' as problem
    from new_loads
    where rows_quarantined
        > {{ var('max_quarantine_rate') }}
        * greatest(rows_in, {{ var('quarantine_rate_min_rows') }})
    union all
    select
        'interactions: ' || interaction_count || ' on ' || cast(interaction_date as varchar)
        || ', where the same weekday of the eight weeks before had at least ' || lowest_count
        || '; load the rest of the day, or set volume_stop_rate to 0 if it was so quiet' as problem
    from day_volumes
    where compared_weeks >= 4
        and lowest_count >= {{ var('volume_min_rows') }}
        and interaction_count < {{ var('volume_stop_rate') }} * lowest_count
)

select * from load_problems
