{# A text as a number of 44 bits, of which DuckDB stores four bytes where those of a load are in order: engines compare
   numbers many times faster, and what they find is compared by the text then. It is the same number on each engine and
   in each version of it, as tables hold it. #}
{% macro short_hash(expression) %}
    {{- adapter.dispatch('short_hash')(expression) -}}
{% endmacro %}

{% macro default__short_hash(expression) -%}
    cast('0x' || substr(md5({{ expression }}), 1, 11) as bigint)
{%- endmacro %}

{% macro spark__short_hash(expression) -%}
    cast(conv(substring(md5({{ expression }}), 1, 11), 16, 10) as bigint)
{%- endmacro %}
