{# The rows of unit tests as one list of values on Spark. dbt writes a select for each row and unites them, and Spark plans
   and runs each as a part of its own, as often as the model reads the input. #}
{% macro get_fixture_sql(rows, column_name_to_data_types) %}
    {{- adapter.dispatch('get_fixture_sql')(rows, column_name_to_data_types) -}}
{% endmacro %}

{% macro default__get_fixture_sql(rows, column_name_to_data_types) %}
    {{- dbt.get_fixture_sql(rows, column_name_to_data_types) -}}
{% endmacro %}

{% macro spark__get_fixture_sql(rows, column_name_to_data_types) %}
    {%- set types = {} -%}
    {%- do types.update(column_name_to_data_types or {}) -%}
    {%- if rows and not types -%}
        {%- for column in adapter.get_columns_in_relation(this) -%}
            {%- do types.update({column.name | lower: column.data_type}) -%}
        {%- endfor -%}
    {%- endif -%}
    {#- dbt's own writes no rows, and says what is wrong with an input that does not exist #}
    {{- unit_test_values(rows, types, types.keys()) if rows and types
        else dbt.get_fixture_sql(rows, column_name_to_data_types) -}}
{% endmacro %}

{% macro get_expected_sql(rows, column_name_to_data_types, column_name_to_quoted) %}
    {{- adapter.dispatch('get_expected_sql')(rows, column_name_to_data_types, column_name_to_quoted) -}}
{% endmacro %}

{% macro default__get_expected_sql(rows, column_name_to_data_types, column_name_to_quoted) %}
    {{- dbt.get_expected_sql(rows, column_name_to_data_types, column_name_to_quoted) -}}
{% endmacro %}

{% macro spark__get_expected_sql(rows, column_name_to_data_types, column_name_to_quoted) %}
    {{- unit_test_values(rows, column_name_to_data_types, rows[0].keys() | map('lower') | list) if rows
        else dbt.get_expected_sql(rows, column_name_to_data_types, column_name_to_quoted) -}}
{% endmacro %}

{# Rows of a unit test as values of the named columns, null where a row has none, each cast to its type. #}
{% macro unit_test_values(rows, types, names) %}
    {%- set lists = [] -%}
    {%- for row in rows -%}
        {%- set given = dbt.format_row(row, types) -%}
        {%- set values = [] -%}
        {%- for name in names -%}
            {%- do values.append((given[name] if name in given else dbt.safe_cast('null', types[name])) | trim) -%}
        {%- endfor -%}
        {%- do lists.append('(' ~ values | join(', ') ~ ')') -%}
    {%- endfor -%}
    select * from values
    {{ lists | join(',\n    ') }}
    as given (`{{ names | join('`, `') }}`)
{%- endmacro %}
