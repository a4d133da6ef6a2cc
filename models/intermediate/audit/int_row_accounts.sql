with counted_rows as (
    {% for table, key in raw_key_columns().items() %}
        select
            '{{ table }}' as source_table,
            {{ utc_time('loaded_at') }} as loaded_at,
            1 as row_in,
            0 as row_staged,
            0 as row_known,
            0 as row_quarantined,
            0 as row_mapped
        from {{ source('raw', table) }}
        union all
        select
            '{{ table }}' as source_table,
            loaded_at,
            0 as row_in,
            1 as row_staged,
            0 as row_known,
            0 as row_quarantined,
            0 as row_mapped
        from {{ ref('stg_raw__' ~ table) }}
        union all
        select
            '{{ table }}' as source_table,
            base_rows.loaded_at,
            0 as row_in,
            0 as row_staged,
            case
                when base_rows.rejection_reason is null and staged.{{ key }} is not null then 1
                else 0
            end as row_known,
            case when base_rows.rejection_reason is not null then 1 else 0 end as row_quarantined,
            case
                when base_rows.rejection_reason is null and base_rows.broken_rules <> '' then 1
                else 0
            end as row_mapped
        from {{ ref('base_raw__' ~ table) }} as base_rows
        left join {{ ref('stg_raw__' ~ table) }} as staged on base_rows.{{ key }} = staged.{{ key }}
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

-- a valid row is superseded when its id is staged from another row, a later version or an equal
-- copy
accounts as (
    select
        md5(source_table || ' ' || coalesce(cast(cast(loaded_at as date) as varchar), 'unknown'))
            as row_account_key,
        source_table,
        cast(loaded_at as date) as load_date,
        cast(sum(row_in) as bigint) as rows_in,
        cast(sum(row_staged) as bigint) as rows_staged,
        cast(sum(row_known) - sum(row_staged) as bigint) as rows_superseded,
        cast(sum(row_quarantined) as bigint) as rows_quarantined,
        cast(sum(row_mapped) as bigint) as rows_mapped
    from counted_rows
    group by source_table, cast(loaded_at as date)
)

select * from accounts
