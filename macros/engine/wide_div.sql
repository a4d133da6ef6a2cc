{# A wide number / another, rounded down, for a dividend >= 0, a divisor > 0 and a quotient within 64 bits. #}
{% macro wide_div(dividend, divisor) %}
    {{- adapter.dispatch('wide_div')(dividend, divisor) -}}
{% endmacro %}

{# DuckDB divides 128 bits in software, some twenty times slower than the 64 bits that nearly all numbers fit in. #}
{% macro default__wide_div(dividend, divisor) -%}
    case
        when {{ dividend }} <= 9223372036854775807 and {{ divisor }} <= 9223372036854775807
            then {{ int_div('cast(' ~ dividend ~ ' as bigint)', 'cast(' ~ divisor ~ ' as bigint)') }}
        else cast({{ int_div(dividend, divisor) }} as bigint)
    end
{%- endmacro %}

{% macro spark__wide_div(dividend, divisor) -%}
    cast({{ int_div(dividend, divisor) }} as bigint)
{%- endmacro %}
