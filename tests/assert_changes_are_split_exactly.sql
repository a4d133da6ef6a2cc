-- The parts of a change add up to it, and the change to what the daily table says.
with changes as (select * from {{ ref('fct_score_changes_current') }}),

days_before as (select * from {{ ref('fct_customer_scores_daily') }})

select
    changes.customer_id,
    changes.lag_days
from changes
left join days_before
    on changes.customer_id = days_before.customer_id
        and changes.compared_date = days_before.score_date
        and changes.cohort = days_before.cohort
where changes.score_before is distinct from days_before.score
    or changes.percentile_before is distinct from days_before.cohort_percentile
    or changes.score_change <> changes.score - changes.score_before
    or changes.score_change <> changes.new_evidence_change + changes.ageing_change
    + changes.issue_state_change + changes.parameters_change + changes.corrected_evidence_change
    or changes.percentile_change <> changes.cohort_percentile - changes.percentile_before
    or changes.percentile_change <> changes.own_percentile_change
    + changes.others_percentile_change + changes.membership_percentile_change
