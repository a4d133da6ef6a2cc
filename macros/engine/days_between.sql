{# Whole days from one date to a later one. date - date is a number on one engine, an interval on another. #}
{% macro days_between(start_date, end_date) %}
    {{- adapter.dispatch('days_between')(start_date, end_date) -}}
{% endmacro %}

{% macro default__days_between(start_date, end_date) -%}
    ({{ end_date }} - {{ start_date }})
{%- endmacro %}

{% macro spark__days_between(start_date, end_date) -%}
    cast(datediff({{ end_date }}, {{ start_date }}) as bigint)
{%- endmacro %}
