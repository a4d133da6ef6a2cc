with placebos as (
    select
        initiative_id,
        metric,
        cohort,
        placebo_number,
        compared_from_date as placebo_date,
        before_from_date,
        cast(before_to_date - 1 as date) as before_to_date,
        after_from_date,
        cast(after_to_date - 1 as date) as after_to_date,
        treated_property_count,
        untouched_property_count,
        estimate,
        estimate_lower,
        estimate_upper,
        is_significant
    from {{ ref('int_initiative_comparisons') }}
    where placebo_number > 0
)

select * from placebos
