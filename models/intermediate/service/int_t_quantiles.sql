-- the quantile of fewer degrees of freedom is the wider one: it holds up to the next in the list
with t_quantiles as (
    select
        degrees_of_freedom as from_degrees,
        lead(degrees_of_freedom) over (order by degrees_of_freedom nulls last) as to_degrees,
        quantile_thousandths
    from {{ ref('t_quantiles') }}
)

select * from t_quantiles
