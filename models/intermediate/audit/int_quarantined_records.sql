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

-- equal rows are numbered by a hash: to sort the records themselves takes long
hashed as (
    select
        *,
        md5(concat_ws(
            '|', source_table, coalesce(source_record_id, ''),
            coalesce(cast(loaded_at as string), ''), record
        )) as row_hash
    from refused_rows
),

numbered as (
    select
        md5(row_hash || ' ' || cast(row_number() over (
            partition by row_hash
            order by rejection_reason nulls last
        ) as string)) as quarantined_record_key,
        source_table,
        source_record_id,
        rejection_reason,
        record,
        loaded_at
    from hashed
)

select * from numbered
