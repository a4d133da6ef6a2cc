{# Data tests that look at each row, or at rows of one key, read only what this run may have changed; the other rows
   were tested when they were written. Replaces dbt's own macro, which applies the config `where`. #}
{% macro get_where_subquery(relation) %}
    {% set by_row = ['not_null', 'unique', 'accepted_values', 'relationships', 'unique_combination', 'within_bounds'] %}
    {% set rows = changed_rows_of(relation) if model.get('test_metadata', {}).get('name') in by_row else relation %}
    {% set where = config.get('where') %}
    {{ return('(select * from ' ~ rows ~ ' where ' ~ where ~ ') as dbt_subquery' if where else rows) }}
{% endmacro %}

{# Of the relation of a model the rows that this run may have changed: those with a key in the first relation that its
   meta names under `changed_by`; all rows of any other model, and where the run read everything. Refers to nothing, as
   tests of sources and seeds pass here too: what it reads is built before the model. A test that joins two models
   takes the rows of one by the keys of the other. #}
{% macro changed_rows_of(relation, keys_of=none) %}
    {% set keyed = keys_of or relation %}
    {% set nodes = [] %}
    {% for node in (graph.nodes.values() if execute else []) if node.resource_type == 'model' %}
        {% do nodes.append(node) if node.alias == keyed.identifier and node.schema == keyed.schema
            and node.config.meta.get('changed_by') %}
    {% endfor %}
    {% if not nodes or not last_read_was_of_changes(relation_of_model('stg_raw__reads')) %}
        {{ return(relation) }}
    {% endif %}
    {% set keys = nodes[0].config.meta.changed_by[0] %}
    {% if keys.get('newest_day') %}
        {{ return(rows_of_newest_day(relation, relation_of_model(keys.relation), keys.newest_day)) }}
    {% endif %}
    {{ return(rows_with_keys(relation, relation_of_model(keys.relation), keys.columns, keys.get('where'))) }}
{% endmacro %}

{# The rows of the last day that is in another relation. The day is a literal, which an engine takes through a view to the
   table below. #}
{% macro rows_of_newest_day(relation, dated_relation, date_column) %}
    {% set newest_day = run_query('select max(' ~ date_column ~ ') from ' ~ dated_relation).columns[0].values()[0] %}
    {{ return('(select * from ' ~ relation ~ ' where ' ~ date_column ~ " = cast('" ~ newest_day ~ "' as date))") }}
{% endmacro %}
