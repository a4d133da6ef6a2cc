-- Did each initiative work, and can the answer be trusted? One line per initiative and outcome,
-- with what was found and what speaks against it.
with impact as (
    select * from {{ ref('fct_initiative_impact') }}
    where cohort = 'all'
),

cautions as (
    select
        initiative_id,
        metric,
        concat_ws(
            '; ',
            case
                when other_initiative_count > 0
                    then 'another initiative at ' || cast(other_initiative_count as string)
                        || ' of its properties'
            end,
            case when not is_pre_trend_parallel then 'paths differed before' end,
            case
                when estimate is not null and is_pre_trend_parallel is null then 'path not known'
            end,
            case
                when placebo_significant_count > 0
                    then cast(placebo_significant_count as string) || ' of '
                        || cast(placebo_count as string) || ' placebo dates beyond chance'
            end,
            case when estimate is not null and placebo_count = 0 then 'no placebo date fits' end,
            case when treated_property_count = 1 then 'one property only' end,
            case
                when 2 * treated_customer_count * untouched_property_count
                    < untouched_customer_count * treated_property_count
                    then 'smaller than the untouched, so the interval is too narrow'
            end
        ) as caution
    from impact
)

select
    impact.initiative_name,
    impact.started_on,
    impact.metric,
    impact.verdict,
    cast(impact.estimate as decimal(9, 1)) as estimate,
    cast(impact.estimate_lower as decimal(9, 1)) as estimate_lower,
    cast(impact.estimate_upper as decimal(9, 1)) as estimate_upper,
    impact.unit,
    impact.treated_property_count,
    impact.untouched_property_count,
    cautions.caution
from impact
inner join cautions
    on impact.initiative_id = cautions.initiative_id and impact.metric = cautions.metric
order by impact.started_on asc, impact.initiative_name asc, impact.metric desc
