{# A table of which a run replaces only the rows that may have changed, in one transaction. The model gives the new
   rows; `changed_by` in its meta names relations with the keys of the rows that they stand for: which column of the table
   equals which of theirs, and a condition. A run that reads everything, or finds no table, makes the table anew.
   Rows are written in the order of `sorted_by`, which gathers those that are read together. Where that is not the order
   in which rows come, `sorted_monthly` names the column with their day: the first run of a month sorts anew. #}
{% materialization changed_rows, adapter='duckdb' %}
    {% set order = ' order by ' ~ config.get('meta').sorted_by | join(', ') if config.get('meta').sorted_by else '' %}
    {% if not reads_changes_only() or load_cached_relation(this) is none %}
        {{ return(replace_sorted_table(order) if order else replace_relation('table', compiled_code)) }}
    {% endif %}
    {% set target_relation = this.incorporate(type='table') %}
    {% set columns = adapter.get_columns_in_relation(target_relation) | map(attribute='quoted') | join(', ') %}
    {% set day = config.get('meta').sorted_monthly %}
    {% set held_months = months_of(target_relation, day) if day %}

    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {% call statement('main') %}
        {% for keys in model.config.meta.changed_by %}
            {{ delete_rows_with_keys(target_relation, ref(keys.relation), keys.columns, keys.get('where')) }}
        {% endfor %}
        insert into {{ target_relation }} ({{ columns }}) select {{ columns }} from ({{ compiled_code }}) as new_rows {{ order }};
    {% endcall %}
    {% if day and held_months.month and months_of(target_relation, day).month != held_months.month %}
        {% do sort_rows_since(target_relation, day, held_months.quarter, order) %}
    {% endif %}
    {{ return(finish_relation(target_relation)) }}
{% endmaterialization %}

{# Deletes the rows of a table whose columns equal those of a relation of keys, empty ones too. These are deleted apart:
   a comparison that finds them as well keeps the engine from skipping the row groups without a key. #}
{% macro delete_rows_with_keys(table, keys, columns, where=none) %}
    {% for comparison, condition in {
        '=': 'true', 'is not distinct from': '(held.' ~ columns | join(' is null or held.') ~ ' is null)'
    }.items() %}
        delete from {{ table }} as held
        where {{ condition }} and exists (
            select 1 from {{ keys }} as keys
            where {{ where or 'true' }}
                {% for name, key in columns.items() %}
                    and keys.{{ key }} {{ comparison }} held.{{ name }}
                {% endfor %}
        );
    {% endfor %}
{% endmacro %}

{# Makes the table of a model anew, in an order. It is filled unsorted first: the sort, and what the query needs, then do
   not share the memory. #}
{% macro replace_sorted_table(order) %}
    {% set unsorted = this.incorporate(path={'identifier': this.identifier ~ '__unsorted'}, type='table') %}
    {% do replace_table(unsorted, compiled_code) %}
    {% do adapter.commit() %}
    {% set relations = replace_relation('table', 'select * from ' ~ unsorted ~ order) %}
    {% do run_query('drop table ' ~ unsorted) %}
    {% do adapter.commit() %}
    {{ return(relations) }}
{% endmacro %}

{# The first days of the month and the quarter of the newest row of a table. The row is asked for, not the greatest day:
   an engine that has found it skips the row groups without a later one. #}
{% macro months_of(relation, day) %}
    {% set newest = 'select ' ~ day ~ ' as newest from ' ~ relation ~ ' order by newest desc nulls last limit 1' %}
    {% set row = run_query("select cast(date_trunc('month', max(newest)) as string), cast("
        ~ "date_trunc('quarter', max(newest)) as string) from (" ~ newest ~ ') as newest_row').rows[0] %}
    {{ return({'month': row[0], 'quarter': row[1]}) }}
{% endmacro %}

{# Writes the rows of a table since a day once more, in an order. #}
{% macro sort_rows_since(relation, day, first_day, order) %}
    {% set is_since = " where " ~ day ~ " >= cast('" ~ first_day ~ "' as date)" %}
    {% set rows = working_table(relation, 'select * from ' ~ relation ~ is_since) %}
    {% do run_query('delete from ' ~ relation ~ is_since) %}
    {% do run_query('insert into ' ~ relation ~ ' select * from ' ~ rows ~ order) %}
    {% do run_query('drop table ' ~ rows) %}
{% endmacro %}

{# Spark replaces no rows of a table: it makes the table anew, and so reads everything in each run. #}
{% materialization changed_rows, adapter='spark' %}
    {{ return(materialization_table_spark()) }}
{% endmaterialization %}

{# Whether the engine can replace rows of a table. #}
{% macro replaces_rows() %}
    {{ return(adapter.dispatch('replaces_rows')()) }}
{% endmacro %}

{% macro default__replaces_rows() %}
    {{ return(true) }}
{% endmacro %}

{% macro spark__replaces_rows() %}
    {{ return(false) }}
{% endmacro %}
