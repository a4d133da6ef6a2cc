-- The mirror: nothing is staged that has no valid row, so a refused row can not slip into a score.
with unfounded_ids as (
    {% for table, key in raw_key_columns().items() -%}
        select
            '{{ table }}' as source_table,
            staged.{{ key }} as record_id
        from {{ changed_rows_of(ref('stg_raw__' ~ table)) }} as staged
        left join {{ ref('base_raw__' ~ table) }} as base_rows
            on staged.{{ key }} = base_rows.{{ key }}
                and staged.loaded_at = base_rows.loaded_at
                and base_rows.rejection_reason is null
        where base_rows.{{ key }} is null
        {{ 'union all' if not loop.last }}
    {% endfor %}
)

select * from unfounded_ids
