{# A raw value as a UTC timestamp, null where it can not be read or is infinite. A text may carry an offset or
   a Z; without one it is UTC, as sessions run in UTC. #}
{% macro utc_time(expression) %}
    {{- adapter.dispatch('utc_time')(expression) -}}
{% endmacro %}

{% macro default__utc_time(expression) -%}
    case
        when isfinite(try_cast({{ expression }} as timestamptz))
            then cast(try_cast({{ expression }} as timestamptz) as timestamp)
    end
{%- endmacro %}

{% macro spark__utc_time(expression) -%}
    try_cast({{ expression }} as timestamp)
{%- endmacro %}
