with days as (
    select * from {{ ref('int_service_days') }}
    where input_version is not null
),

interactions as (select * from {{ ref('int_service_interactions') }}),

coverage as (select * from {{ ref('int_data_coverage') }}),

-- an answer of the same second as the message is taken as sent before it
with_next_answer as (
    select
        *,
        min(case when direction = 'outbound' then occurred_at end) over (
            partition by customer_id, property_id, conversation_key
            order by
                occurred_at asc nulls last, direction desc nulls last,
                interaction_id asc nulls last
            rows between 1 following and unbounded following
        ) as answered_at,
        row_number() over (
            partition by customer_id, property_id, conversation_key, interaction_date, direction
            order by occurred_at nulls last, interaction_id nulls last
        ) as message_number,
        row_number() over (
            partition by customer_id, property_id, conversation_key, direction, occurred_at
            order by interaction_id nulls last
        ) as copy_number
    from interactions
),

inbound as (
    select
        customer_id,
        property_id,
        conversation_key,
        interaction_date,
        min(case when message_number = 1 then channel end) as channel,
        min(case when message_number = 1 then topic end) as topic,
        min(nullif(agent_group, 'unassigned')) as agent_group,
        min(occurred_at) as started_at,
        min(case when message_number = 1 then answered_at end) as answered_at,
        min(case when is_abandoned then 1 else 0 end) = 1 as is_abandoned,
        min(polarity) <= 0 as has_request
    from with_next_answer
    where direction = 'inbound'
    group by customer_id, property_id, conversation_key, interaction_date
),

answers as (
    select
        customer_id,
        property_id,
        conversation_key,
        occurred_at,
        interaction_date,
        agent_group
    from with_next_answer
    where direction = 'outbound' and copy_number = 1
),

contacts as (
    select
        inbound.customer_id,
        inbound.property_id,
        inbound.conversation_key,
        inbound.interaction_date as service_date,
        inbound.channel,
        inbound.topic,
        coalesce(inbound.agent_group, answers.agent_group, 'unassigned') as agent_group,
        inbound.started_at,
        inbound.is_abandoned,
        inbound.has_request,
        {{ seconds_between('inbound.started_at', 'answers.occurred_at') }} as first_response_seconds
    from inbound
    left join answers
        on inbound.customer_id = answers.customer_id
            and inbound.property_id = answers.property_id
            and inbound.conversation_key = answers.conversation_key
            and inbound.answered_at = answers.occurred_at
            and answers.interaction_date
            <= cast(inbound.interaction_date + {{ var('service_follow_up_days') }} as date)
),

-- praise asks for nothing: it is no first contact, and none that comes again
neighbours as (
    select
        customer_id,
        property_id,
        conversation_key,
        service_date,
        lead(service_date) over topic_contacts as next_date,
        max(case when not is_abandoned then service_date end) over (
            partition by customer_id, property_id, topic
            order by started_at nulls last, conversation_key nulls last
            rows between unbounded preceding and 1 preceding
        ) as handled_before_date
    from contacts
    where has_request
    window topic_contacts as (
        partition by customer_id, property_id, topic
        order by started_at nulls last, conversation_key nulls last
    )
),

judged as (
    select
        contacts.*,
        case
            when contacts.is_abandoned or not contacts.has_request then null
            when neighbours.handled_before_date
                >= cast(contacts.service_date - {{ var('service_follow_up_days') }} as date)
                then 'follow_up'
            when cast(contacts.service_date + {{ var('service_follow_up_days') }} as date)
                > coverage.as_of_date then 'pending'
            when neighbours.next_date
                <= cast(contacts.service_date + {{ var('service_follow_up_days') }} as date)
                then 'repeated'
            else 'resolved'
        end as outcome
    from contacts
    inner join days on contacts.service_date = days.service_date
    cross join coverage
    left join neighbours
        on contacts.customer_id = neighbours.customer_id
            and contacts.property_id = neighbours.property_id
            and contacts.conversation_key = neighbours.conversation_key
            and contacts.service_date = neighbours.service_date
)

select * from judged
