{# The rows of a table that an earlier run left; none before its first run. It looks the table up instead of
   referring to it, because what this run has to do comes before the table in the graph. `columns` gives the
   name and type of each column to read. #}
{% macro rows_held_by(model_name, columns) -%}
    {%- set relation = load_relation(relation_of_model(model_name)) if execute and model_name else none -%}
    {%- if relation is none -%}
        select {% for name, type in columns.items() %}cast(null as {{ type }}) as {{ name }}
            {{- ', ' if not loop.last }}{% endfor %} where 1 = 0
    {%- else -%}
        select {{ columns | join(', ') }} from {{ relation }}
    {%- endif -%}
{%- endmacro %}

{# The relation of a model by its name, without a reference to it. #}
{% macro relation_of_model(name) %}
    {% set nodes = graph.nodes.values() | selectattr('name', 'equalto', name) | list %}
    {{ return(api.Relation.create(database=nodes[0].database, schema=nodes[0].schema, identifier=nodes[0].alias)) }}
{% endmacro %}
