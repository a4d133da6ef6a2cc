-- depends_on: {{ ref('int_scoring_days') }}
-- depends_on: {{ ref('stg_raw__reads') }} {{ ref('int_changed_loads') }}
with refused_rows as (
    {% for table, key in raw_key_columns().items() %}
        select
            '{{ table }}' as source_table,
            {{ key }} as source_record_id,
            rejection_reason,
            record,
            loaded_at,
            cast(loaded_at as date) as load_date
        from {{ of_changed_loads(ref('base_raw__' ~ table), table) }}
        where rejection_reason is not null
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

-- equal rows are of one load, and numbered by a hash: to sort the records themselves takes long
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
        loaded_at,
        load_date
    from hashed
)

select * from numbered
