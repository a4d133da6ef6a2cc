with loads as (select * from {{ ref('stg_raw__loads') }}),

-- these tables are counted as a whole
small_tables as (
    select
        source_table,
        load_date
    from loads
    where source_table not in ('interactions', 'issues')
),

changed_loads as (
    select * from small_tables
    union distinct
    select
        source_table,
        load_date
    from {{ ref('stg_raw__load_changes') }}
    union distinct
    select
        source_table,
        load_date
    from {{ ref('base_raw__rereads') }}
    union distinct
    -- all versions of what changed: a new one supersedes one of an earlier load
    select
        'interactions' as source_table,
        load_date
    from {{ ref('stg_raw__changed_interactions') }}
    union distinct
    select
        'issues' as source_table,
        load_date
    from {{ ref('stg_raw__changed_issues') }}
)

select * from changed_loads
