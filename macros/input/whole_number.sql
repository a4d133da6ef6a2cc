{# A raw value as an integer, null where it can not be read or has a fraction: a cast alone would round it. #}
{% macro whole_number(expression) -%}
    case
        when try_cast({{ expression }} as double) = floor(try_cast({{ expression }} as double))
            then try_cast({{ expression }} as integer)
    end
{%- endmacro %}
