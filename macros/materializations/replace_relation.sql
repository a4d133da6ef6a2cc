{# Tables and views of DuckDB are replaced in one transaction, dropped and made anew under their own name. The adapter
   makes them under a second name, renames twice and drops what was there: for a small portfolio that takes dbt more
   time than the data takes. #}
{% materialization table, adapter='duckdb' %}
    {{ return(replace_relation('table', compiled_code)) }}
{% endmaterialization %}

{% materialization view, adapter='duckdb' %}
    {{ return(replace_relation('view', compiled_code)) }}
{% endmaterialization %}

{# A view that a run which reads changes only keeps as a table: it is small then, and read more than once. #}
{% materialization kept_view, adapter='duckdb' %}
    {{ return(replace_relation('table' if reads_changes_only() else 'view', compiled_code)) }}
{% endmaterialization %}

{% materialization kept_view, adapter='spark' %}
    {{ return(materialization_view_spark()) }}
{% endmaterialization %}

{% macro replace_relation(type, query) %}
    {% set target_relation = this.incorporate(type=type) %}
    {% set held_relation = load_cached_relation(this) or target_relation %}

    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {% call statement('main') %}
        drop {{ held_relation.type }} if exists {{ held_relation }};
        {{ get_create_table_as_sql(false, target_relation, query) if type == 'table'
            else get_create_view_as_sql(target_relation, query) }}
    {% endcall %}
    {{ return(finish_relation(target_relation)) }}
{% endmacro %}

{# What every materialization ends with: descriptions, hooks, and the commit. #}
{% macro finish_relation(target_relation) %}
    {% do persist_docs(target_relation, model) %}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {% do adapter.commit() %}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [target_relation]}) }}
{% endmacro %}
