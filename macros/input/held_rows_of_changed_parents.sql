{# The rows that a base table has held since the last run and whose customer or property came, went or moved its clock
   since; none where everything is read anyway. A parent that was not known can only have rows that say so, and these are
   refused or withdraw an id: only for others all rows are searched. #}
{% macro held_rows_of_changed_parents(source_table) %}
    {% set key = raw_key_columns()[source_table] %}
    {% set parents = {'customers': ['customer_id', 'unknown_customer'], 'properties': ['property_id', 'unknown_property']} %}
    {% set held_rows = rows_held_by('base_raw__' ~ source_table if reads_changes_only() else '', {
        key: 'string', 'customer_id': 'string', 'property_id': 'string', 'load_date': 'date',
        'is_deleted': 'boolean', 'broken_rules': 'string', 'rejection_reason': 'string'
    }) %}
    {% for parent_table, (parent_key, unknown_parent) in parents.items() %}
        {% set says_so = " and held_rows.broken_rules like '%" ~ unknown_parent ~ "%'" %}
        {% for searched in [
            'held_rows.rejection_reason is not null' ~ says_so, 'held_rows.is_deleted' ~ says_so, 'parent_changes.was_known'
        ] %}
            select
                '{{ source_table }}' as source_table,
                held_rows.{{ key }} as record_id,
                held_rows.load_date
            from ({{ held_rows }}) as held_rows
            inner join {{ ref('stg_raw__parent_changes') }} as parent_changes
                on parent_changes.source_table = '{{ parent_table }}'
                    and held_rows.{{ parent_key }} = parent_changes.parent_id
            where {{ searched }}
            {{ 'union all' if not loop.last }}
        {% endfor %}
        {{ 'union all' if not loop.last }}
    {% endfor %}
{% endmacro %}
