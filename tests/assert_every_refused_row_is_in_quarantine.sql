-- A refused row that nobody can find is a lost row: the quarantine holds each of them, with its
-- reason.
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

hidden_rows as (
    select * from refused_rows
    except all
    select * from quarantined_rows
)

select * from hidden_rows
