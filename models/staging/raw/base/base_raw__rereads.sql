with rows_of_changed_parents as (
    {% for table in ['customer_roles', 'interactions', 'issues', 'surveys'] %}
        {{ held_rows_of_changed_parents(table) }}
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

-- loads that have changed are read again as a whole
rereads as (
    select distinct
        rows_of_changed_parents.source_table,
        rows_of_changed_parents.record_id,
        rows_of_changed_parents.load_date
    from rows_of_changed_parents
    left join {{ ref('stg_raw__load_changes') }} as load_changes
        on rows_of_changed_parents.source_table = load_changes.source_table
            and rows_of_changed_parents.load_date is not distinct from load_changes.load_date
    where load_changes.source_table is null
)

select * from rereads
