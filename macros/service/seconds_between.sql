{# Whole seconds from one UTC time to a later one, fractions of a second cut off both. #}
{% macro seconds_between(start_time, end_time) %}
    {{- adapter.dispatch('seconds_between')(start_time, end_time) -}}
{% endmacro %}

{% macro default__seconds_between(start_time, end_time) -%}
    date_diff('second', {{ start_time }}, {{ end_time }})
{%- endmacro %}

{% macro spark__seconds_between(start_time, end_time) -%}
    (unix_timestamp({{ end_time }}) - unix_timestamp({{ start_time }}))
{%- endmacro %}
