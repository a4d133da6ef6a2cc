-- A verdict on an effect needs an interval and paths that did not differ; one of waiting has no
-- estimate.
select
    initiative_id,
    metric,
    cohort
from {{ ref('fct_initiative_impact') }}
where
    (verdict in ('too little history', 'too early', 'too few properties') and estimate is not null)
    or (
        verdict in ('worked', 'backfired')
        and (is_significant is not true or is_pre_trend_parallel is false)
    )
    or (verdict = 'no clear effect' and is_significant is not false)
    or (verdict = 'worked' and (estimate > 0) <> (better = 'higher'))
