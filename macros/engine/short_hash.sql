{# A text as a number of 63 bits: engines compare numbers many times faster, and what they find is compared by the text
   then. The same number in each version of an engine, as tables hold it; engines need not agree. #}
{% macro short_hash(expression) %}
    {{- adapter.dispatch('short_hash')(expression) -}}
{% endmacro %}

{% macro default__short_hash(expression) -%}
    cast(md5_number_lower({{ expression }}) >> 1 as bigint)
{%- endmacro %}

{% macro spark__short_hash(expression) -%}
    cast(conv(substring(md5({{ expression }}), 1, 15), 16, 10) as bigint)
{%- endmacro %}
