-- What the factors make of the scores of all customers of a property is their score, to the last
-- digit.
with factor_sums as (
    select
        level_type,
        level_name,
        cohort,
        score_date,
        sum(part_sum) as part_sum
    from {{ ref('int_property_factor_sums') }}
    group by level_type, level_name, cohort, score_date
),

levels as (
    select * from {{ ref('int_property_levels') }}
    where level_type in ('property', 'portfolio')
),

differences as (
    select
        coalesce(levels.level_name, factor_sums.level_name) as level_name,
        coalesce(levels.cohort, factor_sums.cohort) as cohort,
        coalesce(levels.score_date, factor_sums.score_date) as score_date,
        levels.score_sum,
        factor_sums.part_sum
    from levels
    full outer join factor_sums
        on levels.level_type = factor_sums.level_type
            and levels.level_name = factor_sums.level_name
            and levels.cohort = factor_sums.cohort
            and levels.score_date = factor_sums.score_date
    where levels.score_sum is distinct from factor_sums.part_sum
)

select * from differences
