-- depends_on: {{ ref('int_changed_dates') }}
with interactions as (
    select * from {{ changed_or_all(
        ref('stg_raw__interaction_versions'), ref('stg_raw__changed_interaction_versions')
    ) }}
    where superseded_at is null and is_deleted is not true
),

properties as (select * from {{ ref('stg_raw__properties') }}),

types as (select * from {{ ref('interaction_types') }}),

levels as (select * from {{ ref('importance_levels') }}),

-- a text without any word of the lexicon says nothing about tone
message_tones as (
    select * from {{ ref('int_message_tones') }}
    where matched_token_count > 0
),

enriched as (
    select
        interactions.interaction_id,
        interactions.conversation_key,
        interactions.customer_id,
        interactions.property_id,
        interactions.channel,
        interactions.direction,
        interactions.interaction_type,
        interactions.topic,
        interactions.importance,
        interactions.journey_stage,
        types.polarity,
        cast(10 * case
            when interactions.is_escalated then levels.escalated_severity
            else levels.severity
        end as bigint) as severity_tenths,
        cast(1000 * types.baseline_sentiment as bigint) as baseline_thousandths,
        coalesce(
            interactions.feed_sentiment_thousandths, message_tones.lexicon_sentiment_thousandths
        ) as sentiment_thousandths,
        case
            when interactions.feed_sentiment_thousandths is not null then 'feed'
            when message_tones.lexicon_sentiment_thousandths is not null then 'lexicon'
            else 'none'
        end as sentiment_source,
        interactions.is_escalated,
        {{ local_date('interactions.occurred_at', 'properties.time_zone') }} as interaction_date,
        interactions.occurred_at,
        interactions.loaded_at
    from interactions
    inner join properties on interactions.property_id = properties.property_id
    inner join types on interactions.interaction_type = types.interaction_type
    inner join levels on interactions.importance = levels.importance
    left join message_tones
        on interactions.interaction_id = message_tones.interaction_id
            and interactions.loaded_at = message_tones.loaded_at
),

with_tone as (
    select
        *,
        case
            -- least and greatest skip empty values: without a sentiment they would give 0
            when sentiment_thousandths is null then null
            when polarity = -1 then least(sentiment_thousandths - baseline_thousandths, 0)
            when polarity = 1 then greatest(sentiment_thousandths - baseline_thousandths, 0)
            else sentiment_thousandths - baseline_thousandths
        end as tone_thousandths
    from enriched
)

select * from with_tone
