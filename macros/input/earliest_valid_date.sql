{# The var earliest_valid_date as an SQL date. #}
{% macro earliest_valid_date() -%}
    cast('{{ var("earliest_valid_date") }}' as date)
{%- endmacro %}
