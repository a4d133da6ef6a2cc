{# Whether a day lies in the range that the vars score_from and score_to ask for; never without them. #}
{% macro is_in_range(score_date) -%}
    {%- if var('score_from') == '' and var('score_to') == '' -%}
        false
    {%- else -%}
        {{ score_date }} between coalesce({{ date_var('score_from') }}, cast('0001-01-01' as date))
        and coalesce({{ date_var('score_to') }}, cast('9999-12-31' as date))
    {%- endif -%}
{%- endmacro %}
