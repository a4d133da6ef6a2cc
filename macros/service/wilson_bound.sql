{# A bound of the Wilson interval of a share, the lower for sign '-', the upper for '+'; null without trials. Whole
   numbers below 2^53 with / and sqrt only, which every engine rounds alike, as long as there are fewer than 90,000
   trials. The width z comes in thousandths. #}
{% macro wilson_bound(successes, trials, sign, z_thousandths) -%}
    {%- set z_square = '(' ~ z_thousandths ~ ' * ' ~ z_thousandths ~ ')' -%}
    cast((
        2000000 * {{ successes }} + {{ z_square }} {{ sign }} {{ z_thousandths }} * sqrt(
            {{ z_square }}
            + 4000000 * {{ successes }} * ({{ trials }} - {{ successes }}) / nullif({{ trials }}, 0)
        )
    ) / (2 * (1000000 * {{ trials }} + {{ z_square }})) as decimal(7, 6))
{%- endmacro %}
