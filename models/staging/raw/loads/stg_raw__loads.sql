with known_loads as (select * from {{ ref('stg_raw__known_loads') }}),

loaded_rows as (
    {% for table in raw_key_columns() %}
        select
            '{{ table }}' as source_table,
            {{ utc_time('loaded_at') }} as loaded_at,
            count(*) as row_count
        from {{ source('raw', table) }}
        group by loaded_at
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

counted as (
    select
        loaded_rows.source_table,
        cast(loaded_rows.loaded_at as date) as load_date,
        cast(sum(loaded_rows.row_count) as bigint) as rows_in,
        max(loaded_rows.loaded_at) as last_loaded_at,
        cast(coalesce(sum(
            case
                when loaded_rows.loaded_at is null
                    or loaded_rows.loaded_at <= known_loads.last_loaded_at
                    then loaded_rows.row_count
            end
        ), 0) as bigint) as rows_known_still
    from loaded_rows
    left join known_loads
        on loaded_rows.source_table = known_loads.source_table
            and cast(loaded_rows.loaded_at as date) is not distinct from known_loads.load_date
    group by loaded_rows.source_table, cast(loaded_rows.loaded_at as date)
)

select * from counted
