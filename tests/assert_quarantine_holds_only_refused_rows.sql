-- The mirror: a row in the quarantine is not used anywhere, so none is there that was not refused.
with refused_rows as (
    {% for table, key in raw_key_columns().items() -%}
        select
            '{{ table }}' as source_table,
            {{ key }} as source_record_id,
            rejection_reason,
            record,
            loaded_at
        from {{ ref('base_raw__' ~ table) }}
        where rejection_reason is not null
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

quarantined_rows as (
    select
        source_table,
        source_record_id,
        rejection_reason,
        record,
        loaded_at
    from {{ ref('fct_quarantined_records') }}
),

unfounded_rows as (
    select * from quarantined_rows
    except all
    select * from refused_rows
)

select * from unfounded_rows
