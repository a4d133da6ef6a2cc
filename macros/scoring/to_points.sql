{# Micropoints (or any millionths) as a decimal with six places. The quotient of two whole numbers below
   2^53 is correctly rounded by every engine, so the cast gives the same digits everywhere. #}
{% macro to_points(millionths) -%}
    cast(({{ millionths }}) / 1000000 as decimal(9, 6))
{%- endmacro %}
