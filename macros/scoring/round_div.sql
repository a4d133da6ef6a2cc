{# a * factor / b rounded half up, for a, factor >= 0 and b > 0, as a bigint; the product may exceed 64 bits. #}
{% macro round_div(numerator, denominator, factor=1) -%}
    {{ wide_div(
        '(2 * ' ~ wide_int(numerator) ~ ' * (' ~ factor ~ ') + (' ~ denominator ~ '))',
        '(2 * ' ~ wide_int(denominator) ~ ')'
    ) }}
{%- endmacro %}
