with days as (
    select * from {{ ref('int_service_days') }}
    where input_version is not null
),

coverage as (select * from {{ ref('int_data_coverage') }}),

distances as (
    select {{ number_rows(
        '-' ~ var('service_follow_up_days'), var('service_follow_up_days')
    ) }} as distance_days
),

read_days as (
    select cast(days.service_date + distances.distance_days as date) as interaction_date
    from days
    cross join distances
    cross join coverage
    where cast(days.service_date + distances.distance_days as date) <= coverage.as_of_date
    group by cast(days.service_date + distances.distance_days as date)
),

dated as (
    select
        interactions.interaction_id,
        interactions.conversation_key,
        interactions.customer_id,
        interactions.property_id,
        interactions.channel,
        interactions.direction,
        interactions.topic,
        interactions.polarity,
        interactions.interaction_date,
        interactions.occurred_at
    from {{ ref('int_interactions') }} as interactions
    inner join read_days on interactions.interaction_date = read_days.interaction_date
),

agent_groups as (select * from {{ ref('agent_groups') }}),

-- the time is in the join so that an engine reads the rows of these days only
handled as (
    select
        dated.*,
        coalesce(agent_groups.agent_group, 'unassigned') as agent_group,
        staged.wait_seconds,
        staged.handle_seconds,
        coalesce(staged.is_abandoned, false) as is_abandoned
    from dated
    inner join {{ ref('stg_raw__interactions') }} as staged
        on dated.interaction_id = staged.interaction_id
            and dated.occurred_at = staged.occurred_at
    left join agent_groups on staged.agent_id = agent_groups.agent_id
)

select * from handled
