-- An id with at least one valid row must be staged, however many of its other rows are refused,
-- unless a valid row withdraws it.
with missing_ids as (
    {% for table, key in raw_key_columns().items() -%}
        select
            '{{ table }}' as source_table,
            base_rows.{{ key }} as record_id
        from {{ changed_rows_of(ref('base_raw__' ~ table)) }} as base_rows
        left join {{ ref('stg_raw__' ~ table) }} as staged on base_rows.{{ key }} = staged.{{ key }}
        where base_rows.rejection_reason is null
            and staged.{{ key }} is null
            and not exists (
                select 1
                from {{ ref('base_raw__' ~ table) }} as withdrawals
                where withdrawals.{{ key }} = base_rows.{{ key }}
                    and withdrawals.is_deleted
                    and withdrawals.rejection_reason is null
                    and withdrawals.loaded_at >= base_rows.loaded_at
            )
        {{ 'union all' if not loop.last }}
    {% endfor %}
)

select * from missing_ids
