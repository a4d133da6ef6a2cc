-- depends_on: {{ ref('int_scoring_days') }}
with coverage as (select * from {{ ref('int_data_coverage') }}),

role_stages as (select * from {{ ref('int_role_stages') }}),

evidence as (select * from {{ ref('journey_evidence') }}),

-- the time is in the join so that an engine reads the rows of these days only
messages as (
    select
        interactions.customer_id,
        interactions.property_id,
        interactions.conversation_key,
        interactions.interaction_date,
        interactions.interaction_type,
        interactions.topic,
        interactions.journey_stage,
        interactions.polarity,
        interactions.tone_thousandths,
        case when staged.is_abandoned is not true then staged.wait_seconds end as wait_seconds,
        row_number() over (
            partition by
                interactions.customer_id, interactions.property_id,
                interactions.conversation_key, interactions.interaction_date
            order by interactions.occurred_at nulls last, interactions.interaction_id nulls last
        ) as message_number
    from {{ ref('int_interactions') }} as interactions
    inner join coverage
        on interactions.interaction_date
            between {{ journey_start_date() }}
            and coverage.as_of_date
    inner join {{ ref('stg_raw__interactions') }} as staged
        on interactions.interaction_id = staged.interaction_id
            and interactions.occurred_at = staged.occurred_at
    where interactions.direction = 'inbound'
),

grouped as (
    select
        customer_id,
        property_id,
        conversation_key,
        interaction_date as contact_date,
        min(case when message_number = 1 then interaction_type end) as interaction_type,
        min(case when message_number = 1 then topic end) as topic,
        min(case when message_number = 1 then journey_stage end) as feed_stage,
        count(*) as message_count,
        min(polarity) <= 0 as has_request,
        min(polarity) = -1 as is_grievance,
        count(tone_thousandths) as tone_count,
        cast(coalesce(sum(tone_thousandths), 0) as bigint) as tone_sum_thousandths,
        count(wait_seconds) as wait_count,
        cast(coalesce(sum(wait_seconds), 0) as bigint) as wait_seconds_sum
    from messages
    group by customer_id, property_id, conversation_key, interaction_date
),

-- praise asks for nothing: it is not what comes again
repeats as (
    select
        customer_id,
        property_id,
        conversation_key,
        contact_date,
        lead(contact_date) over (
            partition by customer_id, property_id, topic
            order by contact_date nulls last, conversation_key nulls last
        ) as next_request_date
    from grouped
    where has_request
),

staged_contacts as (
    select
        grouped.*,
        coalesce(by_type.touchpoint, by_topic.touchpoint, 'other') as touchpoint,
        coalesce(
            grouped.feed_stage, by_type.journey_stage, role_stages.journey_stage, 'unknown'
        ) as journey_stage,
        case
            when grouped.feed_stage is not null then 'feed'
            when by_type.journey_stage is not null then 'interaction_type'
            when role_stages.journey_stage is not null then 'role'
            else 'none'
        end as stage_source,
        repeats.next_request_date
    from grouped
    left join evidence as by_type
        on by_type.evidence_source = 'interaction_type'
            and grouped.interaction_type = by_type.evidence_value
    left join evidence as by_topic
        on by_topic.evidence_source = 'topic' and grouped.topic = by_topic.evidence_value
    left join role_stages
        on grouped.customer_id = role_stages.customer_id
            and grouped.property_id = role_stages.property_id
            and grouped.contact_date = role_stages.role_date
    left join repeats
        on grouped.customer_id = repeats.customer_id
            and grouped.property_id = repeats.property_id
            and grouped.conversation_key = repeats.conversation_key
            and grouped.contact_date = repeats.contact_date
)

select * from staged_contacts
