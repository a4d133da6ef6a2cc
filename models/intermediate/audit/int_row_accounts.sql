with counted_rows as (
    {% for table in raw_key_columns() %}
        select
            '{{ table }}' as source_table,
            {{ utc_time('loaded_at') }} as loaded_at,
            1 as row_in,
            0 as row_staged,
            0 as row_valid,
            0 as row_quarantined,
            0 as row_mapped,
            0 as row_deleting
        from {{ source('raw', table) }}
        union all
        select
            '{{ table }}' as source_table,
            loaded_at,
            0 as row_in,
            1 as row_staged,
            0 as row_valid,
            0 as row_quarantined,
            0 as row_mapped,
            0 as row_deleting
        from {{ ref('stg_raw__' ~ table) }}
        union all
        select
            '{{ table }}' as source_table,
            loaded_at,
            0 as row_in,
            0 as row_staged,
            case when rejection_reason is null then 1 else 0 end as row_valid,
            case when rejection_reason is not null then 1 else 0 end as row_quarantined,
            case
                when rejection_reason is null and broken_rules <> '' and is_deleted is not true
                    then 1
                else 0
            end as row_mapped,
            case when rejection_reason is null and is_deleted then 1 else 0 end as row_deleting
        from {{ ref('base_raw__' ~ table) }}
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

-- a valid row is superseded when its id is staged from another row, a later version or an equal
-- copy, or when the id is withdrawn
accounts as (
    select
        md5(source_table || ' ' || coalesce(cast(cast(loaded_at as date) as varchar), 'unknown'))
            as row_account_key,
        source_table,
        cast(loaded_at as date) as load_date,
        max(loaded_at) as last_loaded_at,
        cast(sum(row_in) as bigint) as rows_in,
        cast(sum(row_staged) as bigint) as rows_staged,
        cast(sum(row_valid) - sum(row_staged) as bigint) as rows_superseded,
        cast(sum(row_quarantined) as bigint) as rows_quarantined,
        cast(sum(row_mapped) as bigint) as rows_mapped,
        cast(sum(row_deleting) as bigint) as rows_deleting
    from counted_rows
    group by source_table, cast(loaded_at as date)
)

select * from accounts
