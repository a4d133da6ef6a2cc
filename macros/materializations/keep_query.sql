{# Keeps the query of a table as a view beside it, so that the table can be filled again for another chunk of
   days within the same run. For a post-hook. #}
{% macro keep_query() %}
    create or replace view {{ kept_query_of(this) }} as {{ sql }}
{% endmacro %}

{# The view with the query of a table. #}
{% macro kept_query_of(relation) %}
    {{- return(relation.incorporate(path={'identifier': relation.identifier ~ '__query'}, type='view')) -}}
{% endmacro %}
