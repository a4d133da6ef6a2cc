{# A select expression that gives one row per whole number from first to last, both included. #}
{% macro number_rows(first_number, last_number) %}
    {{- adapter.dispatch('number_rows')(first_number, last_number) -}}
{% endmacro %}

{% macro default__number_rows(first_number, last_number) -%}
    cast(unnest(generate_series({{ first_number }}, {{ last_number }})) as integer)
{%- endmacro %}

{% macro spark__number_rows(first_number, last_number) -%}
    {#- a sequence to a smaller number would count down #}
    explode(case
        when {{ first_number }} <= {{ last_number }}
            then sequence(cast({{ first_number }} as integer), cast({{ last_number }} as integer))
    end)
{%- endmacro %}
