{# The score at x on a segment (an alias with from_rate, to_rate, from_score, to_score), linear between its
   ends and rounded half up; the last segment has no end and keeps its score. #}
{% macro interpolate(x, segment) -%}
    coalesce(
        {{ round_div(
            wide_int(segment ~ '.from_score') ~ ' * (' ~ segment ~ '.to_rate - ' ~ x ~ ') + '
            ~ wide_int(segment ~ '.to_score') ~ ' * (' ~ x ~ ' - ' ~ segment ~ '.from_rate)',
            segment ~ '.to_rate - ' ~ segment ~ '.from_rate',
        ) }},
        {{ segment }}.from_score
    )
{%- endmacro %}
