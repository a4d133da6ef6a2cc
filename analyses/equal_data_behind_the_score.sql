-- Is the score read with equal data behind it? Groups that differ from their cohort beyond chance,
-- or rest on other data; the cohort for comparison, and how many groups are too small to say.
with coverage as (select * from {{ ref('rpt_score_coverage') }}),

shown as (
    select
        cohort,
        group_type,
        group_value,
        customer_count,
        cast(mean_score as decimal(5, 1)) as mean_score,
        cast(score_difference as decimal(5, 1)) as difference,
        cast(score_difference_lower as decimal(5, 1)) as lower,
        cast(score_difference_upper as decimal(5, 1)) as upper,
        cast(100 * high_priority_rate as decimal(5, 1)) as high_priority_pct,
        cast(100 * with_text_rate as decimal(5, 1)) as with_text_pct,
        cast(100 * toned_text_rate as decimal(5, 1)) as toned_text_pct,
        cast(mean_tone_score as decimal(5, 1)) as mean_tone_score,
        cast(100 * mean_confidence as decimal(5, 1)) as confidence_pct,
        unequal_measures
    from coverage
    where not is_small_group and (
            group_type = 'portfolio' or has_unequal_coverage
            or score_difference_lower > 0 or score_difference_upper < 0
        )
),

left_out as (
    select
        cohort,
        group_type,
        cast(count(*) as string) || ' groups left out' as group_value
    from coverage
    where is_small_group
    group by cohort, group_type
)

select * from shown
union all
select
    cohort,
    group_type,
    group_value,
    null as customer_count,
    null as mean_score,
    null as difference,
    null as lower,
    null as upper,
    null as high_priority_pct,
    null as with_text_pct,
    null as toned_text_pct,
    null as mean_tone_score,
    null as confidence_pct,
    null as unequal_measures
from left_out
order by cohort desc, group_type desc, mean_score asc nulls last, group_value asc nulls last
