{# The key column of each raw table, in alphabetical order of the tables. #}
{% macro raw_key_columns() %}
    {{ return({
        'customer_roles': 'role_id',
        'customers': 'customer_id',
        'initiatives': 'initiative_id',
        'interactions': 'interaction_id',
        'issues': 'issue_id',
        'properties': 'property_id',
        'surveys': 'survey_id',
    }) }}
{% endmacro %}
