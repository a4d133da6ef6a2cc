-- depends_on: {{ ref('int_scoring_days') }}
with refused_rows as (
    {% for table, key in {
        'customer_roles': 'role_id',
        'customers': 'customer_id',
        'initiatives': 'initiative_id',
        'interactions': 'interaction_id',
        'issues': 'issue_id',
        'properties': 'property_id',
        'surveys': 'survey_id',
    }.items() -%}
        select
            '{{ table }}' as source_table,
            {{ key }} as source_record_id,
            rejection_reason,
            broken_rules,
            record,
            loaded_at
        from {{ ref('base_raw__' ~ table) }}
        where rejection_reason is not null
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

numbered as (
    select
        md5(
            source_table || '|' || coalesce(source_record_id, '') || '|'
            || coalesce(cast(loaded_at as varchar), '') || '|' || record || '|'
            || cast(row_number() over (
                partition by source_table, source_record_id, loaded_at, record
                order by broken_rules nulls last
            ) as varchar)
        ) as quarantined_record_key,
        source_table,
        source_record_id,
        rejection_reason,
        record,
        loaded_at
    from refused_rows
)

select * from numbered
