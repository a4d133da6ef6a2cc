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

{# a natural join takes the column from the feed, or where the feed has none, from the side without rows #}
{% macro spark__with_is_deleted(relation) -%}
    select *
    from {{ relation }}
    natural left join (select cast(null as boolean) as is_deleted where 1 = 0) as no_rows
{%- endmacro %}
