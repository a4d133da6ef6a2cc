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

{% macro spark__with_is_deleted(relation) -%}
    select *{{ ', cast(null as boolean) as is_deleted' if execute and not has_column(relation, 'is_deleted') }}
    from {{ relation }}
{%- endmacro %}

{# Whether a relation has a column. #}
{% macro has_column(relation, column_name) %}
    {% set names = adapter.get_columns_in_relation(relation) | map(attribute='name') | map('lower') %}
    {{ return(column_name in names) }}
{% endmacro %}
