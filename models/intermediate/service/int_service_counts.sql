with days as (
    select * from {{ ref('int_service_days') }}
    where input_version is not null
),

interactions as (select * from {{ ref('int_service_interactions') }}),

contacts as (select * from {{ ref('int_service_contacts') }}),

-- only where a queue is recorded can somebody be known to have left it or stayed
counted_rows as (
    select
        interactions.interaction_date as service_date,
        interactions.property_id,
        interactions.channel,
        interactions.agent_group,
        case when interactions.direction = 'inbound' then 1 else 0 end as is_inbound,
        case when interactions.direction = 'outbound' then 1 else 0 end as is_outbound,
        case
            when
                interactions.direction = 'inbound'
                and (interactions.wait_seconds is not null or interactions.is_abandoned) then 1
            else 0
        end as is_offered,
        case
            when interactions.direction = 'inbound' and interactions.is_abandoned then 1
            else 0
        end as is_abandoned,
        0 as is_contact,
        null as outcome
    from interactions
    inner join days on interactions.interaction_date = days.service_date
    union all
    select
        service_date,
        property_id,
        channel,
        agent_group,
        0 as is_inbound,
        0 as is_outbound,
        0 as is_offered,
        0 as is_abandoned,
        1 as is_contact,
        outcome
    from contacts
),

counts as (
    select
        service_date,
        property_id,
        channel,
        agent_group,
        cast(sum(is_inbound) as bigint) as inbound_count,
        cast(sum(is_outbound) as bigint) as outbound_count,
        cast(sum(is_offered) as bigint) as offered_count,
        cast(sum(is_abandoned) as bigint) as abandoned_count,
        cast(sum(is_contact) as bigint) as contact_count,
        count(case when outcome in ('resolved', 'repeated') then 1 end) as first_contact_count,
        count(case when outcome = 'resolved' then 1 end) as first_contact_resolved_count,
        count(case when outcome = 'pending' then 1 end) as first_contact_pending_count
    from counted_rows
    group by service_date, property_id, channel, agent_group
)

select * from counts
