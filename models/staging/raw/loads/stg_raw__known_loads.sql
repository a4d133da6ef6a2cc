with scored_loads as (
    {{ rows_held_by('int_scored_loads', {
        'source_table': 'string', 'load_date': 'date', 'rows_in': 'bigint', 'last_loaded_at': 'timestamp'
    }) }}
)

select * from scored_loads
