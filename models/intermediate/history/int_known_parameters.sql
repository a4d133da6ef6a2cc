with scored_parameters as (
    {{ rows_held_by('int_scored_parameters', {
        'parameter_source': 'varchar', 'parameter': 'varchar', 'valid_from': 'date'
    }) }}
)

select * from scored_parameters
