{# Makes a table anew out of a query that does not read it. #}
{% macro replace_table(relation, query) %}
    {% do adapter.dispatch('replace_table')(relation, query) %}
{% endmacro %}

{% macro default__replace_table(relation, query) %}
    {% do run_query('create or replace table ' ~ relation ~ ' as ' ~ query) %}
{% endmacro %}

{% macro spark__replace_table(relation, query) %}
    {% do run_query('drop table if exists ' ~ relation) %}
    {% do run_query('create table ' ~ relation ~ ' as ' ~ query) %}
{% endmacro %}
