with changed_records as (
    {% for table in ['customer_roles', 'surveys'] %}
        {{ changed_record_ids(table) }}
        {{ 'union all' if not loop.last }}
    {% endfor %}
)

select * from changed_records
