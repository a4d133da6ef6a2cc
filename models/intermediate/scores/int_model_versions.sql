with parameters as (select * from {{ ref('int_parameters') }}),

factor_weights as (select * from {{ ref('int_factor_weights') }}),

periods as (
    select
        valid_from,
        lead(valid_from) over (order by valid_from nulls last) as valid_to
    from (select distinct valid_from from factor_weights) as change_dates
),

undated as (
    select {{ sorted_concat("parameter_source || ' ' || parameter") }} as parameter_text
    from parameters
    where valid_from is null
),

fingerprints as (
    select
        periods.valid_from,
        periods.valid_to,
        substr(md5(
            undated.parameter_text || chr(10)
            || {{ sorted_concat("concat_ws(' ', weights.cohort, weights.factor, weights.weight)") }}
        ), 1, 12) as model_version
    from periods
    inner join factor_weights as weights
        on periods.valid_from >= weights.valid_from
            and coalesce(periods.valid_from < weights.valid_to, true)
    cross join undated
    group by periods.valid_from, periods.valid_to, undated.parameter_text
)

select * from fingerprints
