{# Tenths of a point, zero or more, as a text: 12.3. #}
{% macro tenths_text(tenths) -%}
    cast({{ int_div(tenths, 10) }} as string) || '.' || cast(({{ tenths }}) % 10 as string)
{%- endmacro %}
