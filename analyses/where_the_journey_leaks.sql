-- Where does the journey leak? Each step of the whole portfolio, over all entries whose window is
-- over, with the property that loses most.
with conversions as (
    select * from {{ ref('fct_journey_conversions') }}
    where cohort = 'all'
),

sums as (
    select
        scope,
        property_id,
        from_stage,
        to_stage,
        window_days,
        is_wanted,
        sum(judged_count) as judged,
        sum(converted_count) as converted,
        sum(pending_count) as pending
    from conversions
    group by scope, property_id, from_stage, to_stage, window_days, is_wanted
),

rates as (
    select
        *,
        cast(100 * converted / nullif(judged, 0) as decimal(5, 1)) as converted_pct,
        {% for name, sign in [('lower', '-'), ('upper', '+')] -%}
            cast(100 * {{ wilson_bound(
                'converted', 'judged', sign, var('interval_z_thousandths')
            ) }} as decimal(5, 1)) as {{ name }}_pct,
        {% endfor -%}
        case when is_wanted then judged - converted else converted end as lost
    from sums
),

ranked as (
    select
        *,
        row_number() over (
            partition by scope, from_stage, to_stage
            order by lost desc nulls last, property_id asc nulls last
        ) as loss_number
    from rates
),

stages as (select * from {{ ref('journey_stages') }})

select
    portfolio.from_stage,
    portfolio.to_stage,
    portfolio.window_days,
    portfolio.is_wanted,
    portfolio.judged,
    portfolio.converted,
    portfolio.converted_pct,
    portfolio.lower_pct,
    portfolio.upper_pct,
    portfolio.lost,
    portfolio.pending,
    case when properties.lost > 0 then properties.property_id end as property_that_loses_most,
    case when properties.lost > 0 then properties.lost end as lost_there
from ranked as portfolio
inner join stages on portfolio.from_stage = stages.journey_stage
left join ranked as properties
    on portfolio.from_stage = properties.from_stage
        and portfolio.to_stage = properties.to_stage
        and properties.scope = 'property'
        and properties.loss_number = 1
where portfolio.scope = 'portfolio'
order by stages.display_order asc nulls last, portfolio.window_days asc nulls last
