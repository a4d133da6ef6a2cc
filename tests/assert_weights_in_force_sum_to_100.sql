-- On each day that a cohort is scored, six weights are in force and make up the whole score.
with cohort_days as (
    select distinct
        cohort,
        score_date
    from {{ ref('fct_customer_scores_daily') }}
),

factor_weights as (select * from {{ ref('int_factor_weights') }}),

weights_by_day as (
    select
        cohort_days.cohort,
        cohort_days.score_date,
        count(factor_weights.factor) as factor_count,
        sum(factor_weights.weight) as weight_sum
    from cohort_days
    left join factor_weights
        on cohort_days.cohort = factor_weights.cohort
            and cohort_days.score_date >= factor_weights.valid_from
            and coalesce(cohort_days.score_date < factor_weights.valid_to, true)
    group by cohort_days.cohort, cohort_days.score_date
),

incomplete_weights as (
    select *
    from weights_by_day
    where factor_count <> 6 or coalesce(weight_sum <> 100, true)
)

select * from incomplete_weights
