-- A base model labels rows and never drops or doubles one, whatever its lookups find.
with row_counts as (
    {% for table in [
        'customer_roles', 'customers', 'initiatives', 'interactions', 'issues', 'properties', 'surveys',
    ] -%}
        select
            '{{ table }}' as source_table,
            (select count(*) from {{ source('raw', table) }}) as source_rows,
            (select count(*) from {{ ref('base_raw__' ~ table) }}) as base_rows
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

lost_rows as (
    select * from row_counts
    where source_rows <> base_rows
)

select * from lost_rows
