-- Properties and cohorts are parts of the portfolio: their entries add up, and no entry whose
-- window is open counts as lost.
with sums as (
    select
        from_stage,
        to_stage,
        entry_month,
        sum(case when scope = 'property' and cohort = 'all' then entered_count else 0 end)
            as entered_at_properties,
        sum(case when scope = 'property' and cohort = 'all' then converted_count else 0 end)
            as converted_at_properties,
        sum(case when scope = 'portfolio' and cohort <> 'all' then entered_count else 0 end)
            as entered_in_cohorts,
        sum(case when scope = 'portfolio' and cohort = 'all' then entered_count else 0 end)
            as entered,
        sum(case when scope = 'portfolio' and cohort = 'all' then converted_count else 0 end)
            as converted,
        sum(case when is_complete then pending_count else 0 end) as pending_in_complete_months
    from {{ ref('fct_journey_conversions') }}
    group by from_stage, to_stage, entry_month
)

select
    from_stage,
    to_stage,
    entry_month
from sums
where entered <> entered_at_properties
    or entered <> entered_in_cohorts
    or converted <> converted_at_properties
    or pending_in_complete_months > 0
