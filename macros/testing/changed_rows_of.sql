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
   tests of sources and seeds pass here too: what it reads is built before the model. #}
{% macro changed_rows_of(relation) %}
    {% set nodes = [] %}
    {% for node in (graph.nodes.values() if execute else []) if node.resource_type == 'model' %}
        {% do nodes.append(node) if node.alias == relation.identifier and node.schema == relation.schema
            and node.config.meta.get('changed_by') %}
    {% endfor %}
    {% if not nodes or not last_read_was_of_changes(relation_of_model('stg_raw__reads')) %}
        {{ return(relation) }}
    {% endif %}
    {% set keys = nodes[0].config.meta.changed_by[0] %}
    {{ return(rows_with_keys(relation, relation_of_model(keys.relation), keys.columns, keys.get('where'))) }}
{% endmacro %}
