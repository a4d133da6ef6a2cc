{# A query for the days that a daily table holds; none before its first run and on a full refresh. It looks
   the table up instead of referring to it, because the days to score come before the table in the graph. #}
{% macro scored_days(model_name) -%}
    {%- set nodes = graph.nodes.values() | selectattr('name', 'equalto', model_name) | list if execute else [] -%}
    {%- set relation = load_relation(
        api.Relation.create(database=nodes[0].database, schema=nodes[0].schema, identifier=nodes[0].alias)
    ) if nodes else none -%}
    {%- if relation is none or flags.FULL_REFRESH -%}
        select cast(null as date) as score_date where 1 = 0
    {%- else -%}
        select distinct daily_table.score_date from {{ relation }} as daily_table
    {%- endif -%}
{%- endmacro %}
