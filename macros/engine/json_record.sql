{# The named columns of a row as one JSON text; empty columns stay in it as null. #}
{% macro json_record(column_names) %}
    {{- adapter.dispatch('json_record')(column_names) -}}
{% endmacro %}

{% macro default__json_record(column_names) -%}
    cast(json_object(
        {%- for name in column_names %}'{{ name }}', {{ name }}{{ ', ' if not loop.last }}{% endfor -%}
    ) as varchar)
{%- endmacro %}

{# a time, which is in a column whose name ends so, is written as DuckDB writes it #}
{% macro spark__json_record(column_names) -%}
    to_json(
        named_struct(
            {%- for name in column_names -%}
                '{{ name }}', {{ 'cast(' ~ name ~ ' as string)' if name.endswith('_at') else name }}
                {{- ', ' if not loop.last }}
            {%- endfor -%}
        ), map('ignoreNullFields', 'false')
    )
{%- endmacro %}
