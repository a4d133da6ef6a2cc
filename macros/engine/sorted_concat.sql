{# All texts of a group joined by a line feed in alphabetical order: the same text for any order of rows. #}
{% macro sorted_concat(expression) %}
    {{- adapter.dispatch('sorted_concat')(expression) -}}
{% endmacro %}

{% macro default__sorted_concat(expression) -%}
    string_agg({{ expression }}, chr(10) order by {{ expression }})
{%- endmacro %}

{% macro spark__sorted_concat(expression) -%}
    {#- without a text the list is empty, not nothing #}
    case when count({{ expression }}) > 0 then array_join(sort_array(collect_list({{ expression }})), chr(10)) end
{%- endmacro %}
