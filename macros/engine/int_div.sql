{# a / b rounded down, for a >= 0 and b > 0. Engines spell whole-number division differently. #}
{% macro int_div(numerator, denominator) %}
    {{- adapter.dispatch('int_div')(numerator, denominator) -}}
{% endmacro %}

{% macro default__int_div(numerator, denominator) -%}
    (({{ numerator }}) // ({{ denominator }}))
{%- endmacro %}

{% macro spark__int_div(numerator, denominator) -%}
    (({{ numerator }}) div ({{ denominator }}))
{%- endmacro %}
