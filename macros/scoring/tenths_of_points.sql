{# Micropoints, which may be negative, as tenths of a point rounded half away from zero. #}
{% macro tenths_of_points(micropoints) -%}
    (case when {{ micropoints }} < 0 then -1 else 1 end
    * {{ int_div('abs(' ~ micropoints ~ ') + 50000', 100000) }})
{%- endmacro %}
