{# The rows of a relation with typed raw rows that this run reads: all, or where it reads changes only those of changed
   loads and those that are judged again because their customer or property came, went or moved its clock. #}
{% macro rows_to_read(relation, source_table, has_parents=true) %}
    {% set load_changes = ref('stg_raw__load_changes') %}
    {% set rereads = ref('base_raw__rereads') if has_parents %}
    {% if reads_changes_only() %}
        select typed_rows.*
        from {{ relation }} as typed_rows
        inner join {{ load_changes }} as load_changes
            on load_changes.source_table = '{{ source_table }}'
                and typed_rows.load_date is not distinct from load_changes.load_date
        {% if has_parents %}
            union all
            select typed_rows.*
            from {{ relation }} as typed_rows
            inner join {{ rereads }} as rereads
                on rereads.source_table = '{{ source_table }}'
                    and typed_rows.load_date = rereads.load_date
                    and typed_rows.{{ raw_key_columns()[source_table] }} is not distinct from rereads.record_id
        {% endif %}
    {% else %}
        select * from {{ relation }}
    {% endif %}
{% endmacro %}

{# A condition that keeps an engine from reading the files of other loads, where a run reads changes only and
   loaded_at has a type: the range of the load dates that it reads. #}
{% macro within_loads_to_read(source_table, has_parents=true) %}
    {% set load_changes = ref('stg_raw__load_changes') %}
    {% set rereads = ref('base_raw__rereads') if has_parents %}
    {% if reads_changes_only() and has_time_type(source('raw', source_table), 'loaded_at') %}
        {% set range = run_query(
            'select coalesce(min(load_date), current_date), coalesce(max(load_date), current_date) + 1 from ('
            ~ 'select source_table, load_date from ' ~ load_changes
            ~ (' union all select source_table, load_date from ' ~ rereads if has_parents else '')
            ~ ") as loads_to_read where source_table = '" ~ source_table ~ "'"
        ) %}
        -- what is no day of a load is a load of its own
        where loaded_at is null
            or loaded_at < cast('0001-01-01' as date)
            or loaded_at > cast('9999-12-31' as date)
            or (loaded_at >= cast('{{ range.columns[0].values()[0] }}' as date)
                and loaded_at < cast('{{ range.columns[1].values()[0] }}' as date))
    {% endif %}
{% endmacro %}

{# Whether a column of a relation has a type of times; text has none. #}
{% macro has_time_type(relation, column_name) %}
    {% for column in adapter.get_columns_in_relation(relation) if column.name | lower == column_name %}
        {{ return((column.dtype | upper).startswith('TIMESTAMP')) }}
    {% endfor %}
    {{ return(false) }}
{% endmacro %}
