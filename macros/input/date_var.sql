{# A var as an SQL date; null where the var is empty. #}
{% macro date_var(name) -%}
    try_cast('{{ var(name) }}' as date)
{%- endmacro %}
