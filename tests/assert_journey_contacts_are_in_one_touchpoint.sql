-- A contact without a stage or touchpoint must still be counted, and each one once.
with touchpoints as (
    select
        property_id,
        journey_month,
        sum(contact_count) as contact_count,
        sum(interaction_count) as interaction_count
    from {{ ref('fct_journey_touchpoints') }}
    group by property_id, journey_month
),

interactions as (
    select
        interactions.property_id,
        cast(date_trunc('month', interactions.interaction_date) as date) as journey_month,
        count(*) as interaction_count
    from {{ ref('int_interactions') }} as interactions
    inner join {{ ref('int_data_coverage') }} as coverage
        on interactions.interaction_date between {{ journey_start_date() }} and coverage.as_of_date
    where interactions.direction = 'inbound'
    group by
        interactions.property_id, cast(date_trunc('month', interactions.interaction_date) as date)
)

select
    coalesce(touchpoints.property_id, interactions.property_id) as property_id,
    coalesce(touchpoints.journey_month, interactions.journey_month) as journey_month
from touchpoints
full outer join interactions
    on touchpoints.property_id = interactions.property_id
        and touchpoints.journey_month = interactions.journey_month
where coalesce(touchpoints.interaction_count, 0) <> coalesce(interactions.interaction_count, 0)
    or touchpoints.contact_count > interactions.interaction_count
