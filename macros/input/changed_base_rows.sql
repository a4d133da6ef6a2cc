{# All rows of a base table whose id has a row in the loads that the last finished run had not scored, or one whose
   customer or property came, went or moved its clock since. Empty as long as no run has finished. #}
{% macro changed_base_rows(source_table) %}
    {% set base_rows, key = ref('base_raw__' ~ source_table), raw_key_columns()[source_table] %}
    {% if source_table == 'interactions' %}
        {% set is_of_changed_id = 'base_rows.interaction_hash = ' ~ short_hash('changed_ids.interaction_id') %}
    {% else %}
        {% set is_of_changed_id = 'base_rows.' ~ key ~ ' = changed_ids.' ~ key %}
    {% endif %}
    {% set rereads, parent_changes = ref('base_raw__rereads'), ref('stg_raw__parent_changes') %}
    {% set a_run_has_finished = 'exists (select 1 from ' ~ ref('stg_raw__known_loads') ~ ')' %}
    with load_changes as (
        select load_date
        from {{ ref('stg_raw__load_changes') }}
        where source_table = '{{ source_table }}' and {{ a_run_has_finished }}
    ),

    -- base rows are not imported as a CTE: one that is read more than once is copied as a whole
    changed_ids as (
        select base_rows.{{ key }}
        from {{ base_rows }} as base_rows
        inner join load_changes on base_rows.load_date = load_changes.load_date
        union distinct
        {% if reads_changes_only() %}
            select record_id as {{ key }}
            from {{ rereads }}
            where source_table = '{{ source_table }}'
        {% else %}
            {% for parents, parent_key in {'customers': 'customer_id', 'properties': 'property_id'}.items() %}
                select base_rows.{{ key }}
                from {{ base_rows }} as base_rows
                inner join (
                    select parent_id
                    from {{ parent_changes }}
                    where source_table = '{{ parents }}' and {{ a_run_has_finished }}
                ) as parent_changes
                    on base_rows.{{ parent_key }} = parent_changes.parent_id
                {{ 'union distinct' if not loop.last }}
            {% endfor %}
        {% endif %}
    ),

    -- found by two columns, so that the others are read for few loads; an id with the hash of another one has no row
    -- in its loads
    changed_keys as (
        select distinct
            base_rows.load_date,
            {{ 'base_rows.interaction_hash,' if source_table == 'interactions' }}
            changed_ids.{{ key }}
        from {{ base_rows }} as base_rows
        inner join changed_ids on {{ is_of_changed_id }}
    )

    -- joined by load first: by the keys alone an engine only skips the loads before the first and after the last of them
    select base_rows.*
    from {{ base_rows }} as base_rows
    inner join (select distinct changed_keys.load_date from changed_keys) as loads
        on base_rows.load_date = loads.load_date
    inner join changed_keys
        on base_rows.load_date = changed_keys.load_date
            and base_rows.{{ key }} = changed_keys.{{ key }}
            {{ 'and base_rows.interaction_hash = changed_keys.interaction_hash' if source_table == 'interactions' }}
{% endmacro %}
