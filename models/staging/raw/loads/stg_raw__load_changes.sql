with loads as (select * from {{ ref('stg_raw__loads') }}),

known_loads as (select * from {{ ref('stg_raw__known_loads') }}),

changed_loads as (
    select
        coalesce(loads.source_table, known_loads.source_table) as source_table,
        coalesce(loads.load_date, known_loads.load_date) as load_date,
        known_loads.last_loaded_at as known_until_at,
        coalesce(known_loads.rows_in, 0) as rows_known,
        coalesce(loads.rows_known_still, 0) as rows_known_still
    from loads
    full outer join known_loads
        on loads.source_table = known_loads.source_table
            and loads.load_date is not distinct from known_loads.load_date
    where loads.rows_in is distinct from known_loads.rows_in
        or loads.last_loaded_at is distinct from known_loads.last_loaded_at
),

-- a load that no longer has the rows it had is taken as new as a whole
load_changes as (
    select
        source_table,
        load_date,
        case
            when rows_known = rows_known_still and known_until_at is not null then known_until_at
            else cast('1000-01-01' as timestamp)
        end as new_after_at,
        greatest(rows_known - rows_known_still, 0) as rows_gone
    from changed_loads
)

select * from load_changes
