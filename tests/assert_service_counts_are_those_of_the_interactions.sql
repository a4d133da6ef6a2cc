-- Each interaction up to the as-of date is counted once, whichever runs wrote its day.
with metrics as (
    select
        property_id,
        service_date,
        sum(inbound_count) as inbound_count,
        sum(outbound_count) as outbound_count
    from {{ ref('fct_service_metrics_daily') }}
    group by property_id, service_date
),

interactions as (
    select
        interactions.property_id,
        interactions.interaction_date as service_date,
        count(case when interactions.direction = 'inbound' then 1 end) as inbound_count,
        count(case when interactions.direction = 'outbound' then 1 end) as outbound_count
    from {{ ref('int_interactions') }} as interactions
    inner join {{ ref('int_data_coverage') }} as coverage
        on interactions.interaction_date <= coverage.as_of_date
    group by interactions.property_id, interactions.interaction_date
)

select
    coalesce(metrics.property_id, interactions.property_id) as property_id,
    coalesce(metrics.service_date, interactions.service_date) as service_date
from metrics
full outer join interactions
    on metrics.property_id = interactions.property_id
        and metrics.service_date = interactions.service_date
where metrics.inbound_count is distinct from interactions.inbound_count
    or metrics.outbound_count is distinct from interactions.outbound_count
