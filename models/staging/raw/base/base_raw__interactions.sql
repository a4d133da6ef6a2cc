-- depends_on: {{ ref('stg_raw__reads') }} {{ ref('stg_raw__load_changes') }}
-- depends_on: {{ ref('base_raw__rereads') }}
with copies as (select * from {{ ref('base_raw__interaction_copies') }}),

customers as (select * from {{ ref('stg_raw__customers') }}),

properties as (select * from {{ ref('stg_raw__properties') }}),

channels as (select * from {{ ref('channels') }}),

types as (select * from {{ ref('interaction_types') }}),

topics as (select * from {{ ref('topics') }}),

levels as (select * from {{ ref('importance_levels') }}),

journey_stages as (select * from {{ ref('journey_stages') }}),

typed as {{ not_materialized() }} (
    select
        *,
        1 as content_number,
        1 as copy_number
    from {{ ref('base_raw__interaction_rows') }} as all_rows
    where
        not exists (
            select 1 from copies
            where copies.interaction_id is not distinct from all_rows.interaction_id
                and copies.loaded_at is not distinct from all_rows.loaded_at
        )
    union all
    select * from copies
),

checked as {{ not_materialized() }} (
    select
        typed.*,
        coalesce(channels.channel, 'other') as channel,
        typed.raw_direction as direction,
        coalesce(types.interaction_type, 'other') as interaction_type,
        {{ mapped_topic('typed.raw_topic', 'topics.topic') }} as topic,
        coalesce(levels.importance, 'normal') as importance,
        journey_stages.journey_stage,
        case when typed.raw_sentiment between -1 and 1 then typed.raw_sentiment end as sentiment,
        case when typed.raw_wait_seconds >= 0 then typed.raw_wait_seconds end as wait_seconds,
        case when typed.raw_handle_seconds >= 0 then typed.raw_handle_seconds end as handle_seconds,
        concat_ws(
            ',',
            case when typed.interaction_id is null then 'missing_key' end,
            case when typed.loaded_at is null then 'missing_loaded_at' end,
            case when typed.is_unreadable then 'unreadable_value' end,
            case when customers.customer_id is null then 'unknown_customer' end,
            case when properties.property_id is null then 'unknown_property' end,
            case when typed.occurred_at is null then 'missing_date' end,
            case when typed.occurred_at > typed.latest_credible_at then 'future_date' end,
            case when typed.occurred_at < {{ earliest_valid_date() }} then 'impossible_date' end,
            case
                when coalesce(typed.raw_direction, '') not in ('inbound', 'outbound')
                    then 'unknown_direction'
            end,
            case when channels.channel is null then 'unknown_channel' end,
            case when types.interaction_type is null then 'unknown_interaction_type' end,
            case
                when topics.topic is null and '{{ var("unlisted_topics") }}' = 'other'
                    then 'unknown_topic'
            end,
            case when levels.importance is null then 'unknown_importance' end,
            case when typed.raw_sentiment not between -1 and 1 then 'sentiment_out_of_range' end,
            case
                when least(typed.raw_wait_seconds, typed.raw_handle_seconds) < 0
                    then 'negative_duration'
            end,
            case
                when typed.raw_journey_stage <> '' and journey_stages.journey_stage is null
                    then 'unknown_journey_stage'
            end,
            case when typed.content_number > 1 then 'duplicate_key' end
        ) as broken_rules
    from typed
    left join customers on typed.customer_id = customers.customer_id
    left join properties on typed.property_id = properties.property_id
    left join channels on typed.raw_channel = channels.channel
    left join types on typed.raw_interaction_type = types.interaction_type
    left join topics on typed.raw_topic = topics.topic
    left join levels on typed.raw_importance = levels.importance
    left join journey_stages on typed.raw_journey_stage = journey_stages.journey_stage
),

refusals as (
    {{ first_refusals('checked', 'interactions') }}
),

labelled as (
    select
        checked.interaction_id,
        {{ short_hash('checked.interaction_id') }} as interaction_hash,
        checked.conversation_id,
        checked.customer_id,
        checked.property_id,
        checked.agent_id,
        checked.channel,
        checked.direction,
        checked.interaction_type,
        checked.topic,
        checked.importance,
        checked.journey_stage,
        checked.message_text,
        checked.sentiment,
        checked.wait_seconds,
        checked.handle_seconds,
        checked.is_deleted,
        checked.is_escalated,
        checked.is_abandoned,
        checked.occurred_at,
        checked.loaded_at,
        checked.load_date,
        checked.copy_number,
        checked.broken_rules,
        refusals.rejection_reason,
        case when refusals.rejection_reason is not null then checked.record end as record
    from checked
    left join refusals
        on checked.broken_rules = refusals.broken_rules
            and checked.is_deleted = refusals.is_deleted
)

select * from labelled
