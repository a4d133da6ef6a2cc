-- On the newest day the evidence at hand explains each factor whole.
with contributions as (
    select
        customer_id,
        factor,
        sum(contribution) as contribution
    from {{ ref('int_evidence_contributions') }}
    where lag_days = 0
    group by customer_id, factor
)

select
    factors.customer_id,
    factors.factor,
    factors.contribution,
    contributions.contribution as explained_contribution
from {{ ref('int_explained_factors') }} as factors
left join contributions
    on factors.customer_id = contributions.customer_id and factors.factor = contributions.factor
where factors.lag_days = 0 and factors.contribution <> coalesce(contributions.contribution, 0)
