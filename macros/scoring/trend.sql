{# The word for a change: new without one, flat within the dead band, else up or down. #}
{% macro trend(change, dead_band) -%}
    case
        when {{ change }} is null then 'new'
        when {{ change }} > {{ dead_band }} then 'up'
        when {{ change }} < -{{ dead_band }} then 'down'
        else 'flat'
    end
{%- endmacro %}
