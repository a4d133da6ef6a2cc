-- A placebo that sees the initiative finds its effect and calls it a fault.
select
    placebos.initiative_id,
    placebos.metric,
    placebos.placebo_number
from {{ ref('fct_initiative_placebos') }} as placebos
inner join {{ ref('fct_initiative_impact') }} as impact
    on placebos.initiative_id = impact.initiative_id
        and placebos.metric = impact.metric
        and placebos.cohort = impact.cohort
where
    placebos.after_to_date >= impact.started_on
    or placebos.before_to_date >= placebos.placebo_date
    or placebos.after_from_date < placebos.placebo_date
