{# A whole number of up to 38 digits, for products that would overflow 64 bits before they are divided. #}
{% macro wide_int(expression) %}
    {{- adapter.dispatch('wide_int')(expression) -}}
{% endmacro %}

{% macro default__wide_int(expression) -%}
    cast({{ expression }} as hugeint)
{%- endmacro %}

{% macro spark__wide_int(expression) -%}
    cast({{ expression }} as decimal(38, 0))
{%- endmacro %}
