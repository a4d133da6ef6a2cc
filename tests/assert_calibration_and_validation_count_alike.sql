-- The bands of a period hold the predictions that the AUC of the score is made of, each once.
with banded as (
    select
        cohort,
        outcome,
        prediction_month,
        cast(sum(prediction_count) as bigint) as prediction_count,
        cast(sum(event_count) as bigint) as event_count
    from {{ ref('fct_score_calibration') }}
    group by cohort, outcome, prediction_month
),

validated as (
    select * from {{ ref('fct_score_validation') }}
    where predictor = 'score'
)

select
    coalesce(banded.cohort, validated.cohort) as cohort,
    coalesce(banded.outcome, validated.outcome) as outcome,
    coalesce(banded.prediction_month, validated.prediction_month) as prediction_month,
    banded.prediction_count,
    validated.prediction_count as validated_prediction_count
from banded
full outer join validated
    on banded.cohort = validated.cohort
        and banded.outcome = validated.outcome
        and banded.prediction_month is not distinct from validated.prediction_month
where banded.prediction_count is distinct from validated.prediction_count
    or banded.event_count is distinct from validated.event_count
