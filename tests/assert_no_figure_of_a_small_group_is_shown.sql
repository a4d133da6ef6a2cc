-- A figure about a few customers is a figure about persons, the more so for a guessed language; nor
-- may it follow from the figures that are shown.
with report as (select * from {{ ref('rpt_score_coverage') }}),

hidden as (
    select
        parts.cohort,
        parts.group_type,
        wholes.customer_count - sum(coalesce(parts.customer_count, 0)) as hidden_customers
    from report as parts
    inner join report as wholes on parts.cohort = wholes.cohort and wholes.group_type = 'portfolio'
    where not wholes.is_small_group
    group by parts.cohort, parts.group_type, wholes.customer_count
)

select
    cohort,
    group_type,
    group_value
from report
where is_small_group
    and coalesce(
        customer_count, text_count, high_priority_count, mean_score, with_text_rate,
        toned_text_rate, mean_tone_score, mean_confidence, evidence_per_customer, score_difference
    ) is not null
union all
select
    cohort,
    group_type,
    'the groups left out together' as group_value
from hidden
where hidden_customers between 1 and {{ var('fairness_min_customers') }} - 1
