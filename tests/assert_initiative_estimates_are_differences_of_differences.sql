-- The four means and the estimate come from different models; readers take one from the others.
select
    initiative_id,
    metric,
    cohort
from {{ ref('fct_initiative_impact') }}
where
    abs(
        estimate - ((treated_after - treated_before) - (untouched_after - untouched_before))
    ) * 1000000 > 3
    or estimate < estimate_lower
    or estimate > estimate_upper
