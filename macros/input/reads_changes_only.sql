{# Whether this run reads only what came since the last one, as stg_raw__reads decided; if not, it reads everything. #}
{% macro reads_changes_only() %}
    {{ return(last_read_was_of_changes(ref('stg_raw__reads'))) }}
{% endmacro %}

{# Whether the last row of stg_raw__reads gives no reason to read everything. #}
{% macro last_read_was_of_changes(reads) %}
    {% if not execute or load_relation(reads) is none %}
        {{ return(false) }}
    {% endif %}
    {{ return(run_query(
        'select count(*) > 0 from ' ~ reads ~ ' where whole_read_reason is null '
        ~ 'and read_number = (select max(read_number) from ' ~ reads ~ ')'
    ).columns[0].values()[0]) }}
{% endmacro %}

{# Of two relations with the same columns the second, which holds what changed, where a run reads only that. #}
{% macro changed_or_all(all_rows, changed_rows) %}
    {{- return(changed_rows if reads_changes_only() else all_rows) -}}
{% endmacro %}

{# Of a relation the days of customers on which interactions may have changed, where a run reads only changes. #}
{% macro of_changed_dates(relation, date_column) %}
    {{- changed_or_all(relation, rows_with_keys(relation, ref('int_changed_dates'), {
        'customer_id': 'customer_id', date_column: 'interaction_date'
    })) -}}
{% endmacro %}

{# Of a relation the rows of customers that may have changed, where a run reads only changes. #}
{% macro of_changed_customers(relation, customers) %}
    {{- changed_or_all(relation, rows_with_keys(relation, customers, {'customer_id': 'customer_id'})) -}}
{% endmacro %}

{# Of a relation the rows of topics of customers on which reports or issues may have changed, where a run reads only
   changes. #}
{% macro of_changed_topics(relation) %}
    {{- changed_or_all(relation, rows_with_keys(relation, ref('int_changed_topics'), {
        'customer_id': 'customer_id', 'topic': 'topic'
    })) -}}
{% endmacro %}

{# Of a relation with rows of a raw table those whose load may be counted otherwise than before, where a run reads only
   changes; of a small table all rows. What has no day of a load is added apart: a comparison that finds it too would
   read every load. In one line, as it stands inside brackets of one line. #}
{% macro of_changed_loads(relation, source_table) -%}
    {%- if reads_changes_only() and source_table in ['interactions', 'issues'] -%}
        {%- set loads, of_table = ref('int_changed_loads'), "keys.source_table = '" ~ source_table ~ "'" -%}
        (select * from {{ rows_with_keys(relation, loads, {'load_date': 'load_date'}, of_table) }} as dated
        {#- #} union all select all_rows.* from {{ relation }} as all_rows where all_rows.load_date is null
        {#- #} and exists (select 1 from {{ loads }} as keys where {{ of_table }} and keys.load_date is null))
    {%- else -%}
        {{ relation }}
    {%- endif -%}
{%- endmacro %}

{# The rows of a relation whose columns equal those of a relation of keys, given as {column: key column}, of which
   a condition may take only some. In one line, as it stands inside brackets of one line. #}
{% macro rows_with_keys(relation, keys, columns, where=none) -%}
    (select all_rows.* from {{ relation }} as all_rows where exists (select 1 from {{ keys }} as keys where {% if where -%}
        {{ where }} and {% endif %}{% for name, key in columns.items() -%}
            keys.{{ key }} = all_rows.{{ name }}{{ ' and ' if not loop.last }}
        {%- endfor %}))
{%- endmacro %}

{# The models that are replaced by changed rows, feed the scores and have no table, separated by commas. #}
{% macro missing_changed_rows() %}
    {% set names = [] %}
    {% for node in (graph.nodes.values() if execute else []) if node.config.materialized == 'changed_rows'
        and 'answers' not in node.tags %}
        {% do names.append(node.name) if load_relation(relation_of_model(node.name)) is none %}
    {% endfor %}
    {{ return(names | sort | join(', ')) }}
{% endmacro %}

{# A hash of what, beside the seeds, decides how rows are read and counted: vars, the models up to the interactions
   and the periods of roles, and those that account for rows. #}
{% macro reading_code_hash() %}
    {{ return(code_hash(['staging', 'interactions', 'roles', 'audit'], scoring_var_names() + ['late_after_days'])) }}
{% endmacro %}
