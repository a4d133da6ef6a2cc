{# The topic a raw topic stands for: itself where it is listed (or unlisted topics are kept), else other. #}
{% macro mapped_topic(raw_topic, listed_topic) -%}
    {%- if var('unlisted_topics') == 'keep' -%}
        coalesce(nullif({{ raw_topic }}, ''), 'other')
    {%- else -%}
        coalesce({{ listed_topic }}, 'other')
    {%- endif -%}
{%- endmacro %}
