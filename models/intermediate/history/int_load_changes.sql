with row_accounts as (
    select * from {{ ref('int_row_accounts') }}
    where load_date is not null
),

known_loads as (select * from {{ ref('int_known_loads') }}),

changed_loads as (
    select
        coalesce(row_accounts.source_table, known_loads.source_table) as source_table,
        coalesce(row_accounts.load_date, known_loads.load_date) as load_date,
        known_loads.last_loaded_at as known_until_at,
        known_loads.rows_in as known_rows
    from row_accounts
    full outer join known_loads
        on row_accounts.source_table = known_loads.source_table
            and row_accounts.load_date = known_loads.load_date
    where row_accounts.rows_in is distinct from known_loads.rows_in
        or row_accounts.last_loaded_at is distinct from known_loads.last_loaded_at
),

recounted as (
    {% for table in raw_key_columns() %}
        select
            changed_loads.source_table,
            changed_loads.load_date,
            count(*) as row_count
        from changed_loads
        inner join {{ ref('base_raw__' ~ table) }} as base_rows
            on changed_loads.load_date = cast(base_rows.loaded_at as date)
                and changed_loads.known_until_at >= base_rows.loaded_at
        where changed_loads.source_table = '{{ table }}'
        group by changed_loads.source_table, changed_loads.load_date
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

-- a load that no longer has the rows it had is taken as new as a whole
load_changes as (
    select
        changed_loads.source_table,
        changed_loads.load_date,
        case
            when changed_loads.known_rows = recounted.row_count then changed_loads.known_until_at
            else cast('0001-01-01' as timestamp)
        end as new_after_at,
        greatest(
            coalesce(changed_loads.known_rows, 0) - coalesce(recounted.row_count, 0), 0
        ) as rows_gone
    from changed_loads
    left join recounted
        on changed_loads.source_table = recounted.source_table
            and changed_loads.load_date = recounted.load_date
)

select * from load_changes
