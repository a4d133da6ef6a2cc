{# Tenths of a point as a text in brackets behind a reason: (+1.2). #}
{% macro signed_tenths(tenths) -%}
    ' (' || case when {{ tenths }} < 0 then '-' else '+' end || {{ tenths_text('abs(' ~ tenths ~ ')') }} || ')'
{%- endmacro %}
