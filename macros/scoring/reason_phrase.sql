{# The phrase of a row of the seed change_reasons for a number of pieces of evidence and a topic. #}
{% macro reason_phrase(reasons, item_count, topic) -%}
    replace(replace(
        case when {{ item_count }} = 1 then {{ reasons }}.singular_phrase else {{ reasons }}.plural_phrase end,
        '{topic}', replace(coalesce({{ topic }}, ''), '_', ' ')
    ), '{count}', cast({{ item_count }} as string))
{%- endmacro %}
