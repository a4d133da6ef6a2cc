with parameters as (select * from {{ ref('int_parameters') }}),

known_parameters as (select * from {{ ref('int_known_parameters') }}),

known_dates as (
    select
        parameter_source,
        valid_from
    from known_parameters
    where valid_from is not null
    group by parameter_source, valid_from
),

-- the first run has nothing to compare with
compared as (
    select
        coalesce(parameters.parameter_source, known_parameters.parameter_source)
            as parameter_source,
        coalesce(parameters.valid_from, known_parameters.valid_from) as valid_from,
        parameters.parameter as parameter_now,
        known_parameters.parameter as parameter_before
    from parameters
    full outer join known_parameters
        on parameters.parameter_source = known_parameters.parameter_source
            and parameters.parameter = known_parameters.parameter
            and parameters.valid_from is not distinct from known_parameters.valid_from
    where (parameters.parameter is null or known_parameters.parameter is null)
        and exists (select 1 from {{ ref('int_known_parameters') }})
),

-- only weights with a day of their own, new to their cohort, change scores from that day on
changes as (
    select
        compared.parameter_source,
        compared.valid_from,
        compared.parameter_now,
        compared.parameter_before,
        compared.valid_from is not null
        and compared.parameter_before is null
        and known_dates.valid_from is null as is_dated
    from compared
    left join known_dates
        on compared.parameter_source = known_dates.parameter_source
            and compared.valid_from = known_dates.valid_from
)

select * from changes
