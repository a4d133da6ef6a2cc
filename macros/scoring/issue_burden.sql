{# What an issue adds to the sum behind persistence, in weight (millionths) times severity (tenths): it grows with the days
   it lasts and with each recurrence, and fades by its weight once it is resolved. #}
{% macro issue_burden(weight, severity_tenths, span_days, recurrence_count) -%}
    {{ round_div(
        weight ~ ' * ' ~ severity_tenths,
        '(' ~ span_days ~ ' + ' ~ var('persistence_half_growth_days') ~ ') * 100',
        span_days ~ ' * (100 + ' ~ var('persistence_repeat_pct') ~ ' * (' ~ recurrence_count ~ '))',
    ) }}
{%- endmacro %}
