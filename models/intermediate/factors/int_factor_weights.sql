with factor_weights as (select * from {{ ref('factor_weights') }}),

neutral_scores as (select * from {{ ref('int_neutral_scores') }}),

validity as (
    select
        cohort,
        valid_from,
        sum(weight) as weight_sum,
        lead(valid_from) over (partition by cohort order by valid_from nulls last) as valid_to
    from factor_weights
    group by cohort, valid_from
),

weights_in_force as (
    select
        factor_weights.cohort,
        factor_weights.factor,
        factor_weights.valid_from,
        validity.valid_to,
        factor_weights.weight,
        cast(validity.weight_sum as integer) as weight_sum,
        neutral_scores.neutral_score
    from factor_weights
    inner join validity
        on factor_weights.cohort = validity.cohort
            and factor_weights.valid_from = validity.valid_from
    inner join neutral_scores
        on factor_weights.cohort = neutral_scores.cohort
            and factor_weights.factor = neutral_scores.factor
)

select * from weights_in_force
