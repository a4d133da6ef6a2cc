-- Days on which the scores of a cohort are spread otherwise than a week before, beyond chance, with
-- the factor whose mean contribution moved furthest between the two days.
with drifts as (
    select
        score_date,
        cohort,
        lag_days,
        psi,
        psi_critical_value,
        psi_by_custom,
        kendall_tau_b,
        cast(mean_score - mean_score_before as decimal(9, 6)) as mean_change
    from {{ ref('fct_score_stability') }}
    where lag_days = 7 and is_psi_significant
),

mean_contributions as (
    select
        score_date,
        cohort,
        factor,
        cast(sum(contribution) / count(*) as decimal(9, 6)) as mean_contribution
    from {{ ref('fct_score_drivers_daily') }}
    group by score_date, cohort, factor
),

factor_changes as (
    select
        drifts.*,
        on_day.factor,
        cast(on_day.mean_contribution - compared.mean_contribution as decimal(9, 6))
            as factor_change,
        row_number() over (
            partition by drifts.score_date, drifts.cohort
            order by
                abs(on_day.mean_contribution - compared.mean_contribution) desc nulls last,
                on_day.factor asc nulls last
        ) as change_number
    from drifts
    inner join mean_contributions as on_day
        on drifts.score_date = on_day.score_date and drifts.cohort = on_day.cohort
    inner join mean_contributions as compared
        on compared.score_date = cast(drifts.score_date - drifts.lag_days as date)
            and drifts.cohort = compared.cohort
            and on_day.factor = compared.factor
)

select
    score_date,
    cohort,
    psi,
    psi_critical_value,
    psi_by_custom,
    kendall_tau_b,
    mean_change,
    factor,
    factor_change
from factor_changes
where change_number = 1
order by score_date desc, cohort asc
