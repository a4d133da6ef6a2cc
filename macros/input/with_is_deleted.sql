{# The rows of a raw table with the column is_deleted, which a feed may leave out. #}
{% macro with_is_deleted(relation) %}
    {{- adapter.dispatch('with_is_deleted')(relation) -}}
{% endmacro %}

{% macro default__with_is_deleted(relation) -%}
    select * from {{ relation }}
    union all by name
    select cast(null as boolean) as is_deleted
    where 1 = 0
{%- endmacro %}
