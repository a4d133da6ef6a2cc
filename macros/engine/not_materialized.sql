{# For a CTE of many rows that is read more than once: `as not_materialized (...)` is computed again for each reading,
   of which each needs other columns, instead of being kept as a whole. Spark never keeps one. #}
{% macro not_materialized() %}
    {{- adapter.dispatch('not_materialized')() -}}
{% endmacro %}

{% macro default__not_materialized() -%}
    not materialized
{%- endmacro %}

{% macro spark__not_materialized() -%}{%- endmacro %}
