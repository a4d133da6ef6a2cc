{# A text as a number of 48 bits, which DuckDB stores in six bytes: engines compare numbers many times faster, and what
   they find is compared by the text then. It is the same number on each engine and in each version of it, as tables
   hold it. #}
{% macro short_hash(expression) %}
    {{- adapter.dispatch('short_hash')(expression) -}}
{% endmacro %}

{% macro default__short_hash(expression) -%}
    cast('0x' || substr(md5({{ expression }}), 1, 12) as bigint)
{%- endmacro %}

{% macro spark__short_hash(expression) -%}
    cast(conv(substring(md5({{ expression }}), 1, 12), 16, 10) as bigint)
{%- endmacro %}
