{# The ids of a raw table with a row in a load that has changed, or with one that is judged again; none where a run
   reads everything. #}
{% macro changed_record_ids(source_table, has_parents=true) %}
    {% set base_rows, load_changes = ref('base_raw__' ~ source_table), ref('stg_raw__load_changes') %}
    {% set key, rereads = raw_key_columns()[source_table], ref('base_raw__rereads') if has_parents %}
    select distinct
        '{{ source_table }}' as source_table,
        base_rows.{{ key }} as record_id
    from {{ base_rows }} as base_rows
    inner join {{ load_changes }} as load_changes
        on load_changes.source_table = '{{ source_table }}'
            and base_rows.load_date = load_changes.load_date
    where base_rows.{{ key }} is not null
        {{ 'and 1 = 0' if not reads_changes_only() }}
    {% if has_parents %}
        union distinct
        select
            source_table,
            record_id
        from {{ rereads }}
        where source_table = '{{ source_table }}' and record_id is not null
    {% endif %}
{% endmacro %}

{# Of the rows of a base table those of ids that may have changed, where a run reads only changes. #}
{% macro of_changed_records(source_table, records) %}
    {%- set base_rows = ref('base_raw__' ~ source_table) -%}
    {{- changed_or_all(base_rows, rows_with_keys(
        base_rows, records, {raw_key_columns()[source_table]: 'record_id'}, "keys.source_table = '" ~ source_table ~ "'"
    )) -}}
{% endmacro %}
