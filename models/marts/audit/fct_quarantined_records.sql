-- depends_on: {{ ref('int_scoring_days') }}
with refused_rows as (
    {% for table, key in raw_key_columns().items() %}
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

numbered as (
    select
        md5(concat_ws(
            '|', source_table, coalesce(source_record_id, ''),
            coalesce(cast(loaded_at as string), ''), record, row_number() over (
                partition by source_table, source_record_id, loaded_at, record
                order by rejection_reason nulls last
            )
        )) as quarantined_record_key,
        source_table,
        source_record_id,
        rejection_reason,
        record,
        loaded_at
    from refused_rows
)

select * from numbered
