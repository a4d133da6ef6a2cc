{# The first day of the journey marts: the first of the month that lies journey_days before the as-of date of `coverage`. #}
{% macro journey_start_date() -%}
    cast(date_trunc('month', cast(coverage.as_of_date - {{ var('journey_days') }} as date)) as date)
{%- endmacro %}
