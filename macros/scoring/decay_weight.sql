{# 2^(-age / half_life) in millionths. Only for the small table of weights by age: pow may differ between
   engines in the last bit, which rounding to millionths removes, and rows of data only look weights up. #}
{% macro decay_weight(age_days, half_life_days) -%}
    cast(round(1000000 * pow(2, -{{ age_days }} / {{ half_life_days }})) as bigint)
{%- endmacro %}
