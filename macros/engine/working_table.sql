{# Keeps the rows of a query until they are written to a relation, and returns the table with them. Spark has no
   temporary tables: a stop leaves the table, which the next run replaces. #}
{% macro working_table(relation, query) %}
    {{ return(adapter.dispatch('working_table')(relation, query)) }}
{% endmacro %}

{% macro default__working_table(relation, query) %}
    {% set table = make_temp_relation(relation) %}
    {% do run_query('create or replace temporary table ' ~ table ~ ' as ' ~ query) %}
    {{ return(table) }}
{% endmacro %}

{% macro spark__working_table(relation, query) %}
    {% set table = relation.incorporate(path={'identifier': relation.identifier ~ '__new_rows'}, type='table') %}
    {% do replace_table(table, query) %}
    {{ return(table) }}
{% endmacro %}
