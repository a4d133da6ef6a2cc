with scored_parameters as (
    {{ rows_held_by('int_scored_parameters', {
        'parameter_source': 'string', 'parameter': 'string', 'valid_from': 'date'
    }) }}
)

select * from scored_parameters
