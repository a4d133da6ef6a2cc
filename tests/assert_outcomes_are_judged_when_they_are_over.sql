-- A customer whose time is not up yet would count as one without the event. Only what is over on
-- the last loaded day may be judged.
select
    predicted.customer_id,
    predicted.prediction_date,
    predicted.outcome,
    outcomes.to_days,
    coverage.as_of_date
from {{ ref('int_predicted_outcomes') }} as predicted
inner join {{ ref('score_outcomes') }} as outcomes
    on predicted.cohort = outcomes.cohort and predicted.outcome = outcomes.outcome
cross join {{ ref('int_data_coverage') }} as coverage
where predicted.prediction_date + outcomes.to_days > coverage.as_of_date
