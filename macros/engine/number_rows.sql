{# A select expression that gives one row per whole number from first to last, both included. #}
{% macro number_rows(first_number, last_number) %}
    {{- adapter.dispatch('number_rows')(first_number, last_number) -}}
{% endmacro %}

{% macro default__number_rows(first_number, last_number) -%}
    cast(unnest(generate_series({{ first_number }}, {{ last_number }})) as integer)
{%- endmacro %}

{% macro spark__number_rows(first_number, last_number) -%}
    explode(sequence({{ first_number }}, {{ last_number }}))
{%- endmacro %}
