{# The date that a UTC time has in a time zone: the portfolio day. #}
{% macro local_date(utc_time, time_zone) %}
    {{- adapter.dispatch('local_date')(utc_time, time_zone) -}}
{% endmacro %}

{% macro default__local_date(utc_time, time_zone) -%}
    cast(({{ utc_time }} at time zone 'UTC') at time zone {{ time_zone }} as date)
{%- endmacro %}

{% macro spark__local_date(utc_time, time_zone) -%}
    cast(from_utc_timestamp({{ utc_time }}, {{ time_zone }}) as date)
{%- endmacro %}
