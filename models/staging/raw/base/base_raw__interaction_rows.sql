with raw_rows as {{ not_materialized() }} (
    {{ with_is_deleted(source('raw', 'interactions')) }}
),

typed as {{ not_materialized() }} (
    select
        -- ids
        nullif(trim(cast(interaction_id as string)), '') as interaction_id,
        nullif(trim(cast(conversation_id as string)), '') as conversation_id,
        nullif(trim(cast(customer_id as string)), '') as customer_id,
        nullif(trim(cast(property_id as string)), '') as property_id,
        nullif(trim(cast(agent_id as string)), '') as agent_id,

        -- strings
        lower(trim(cast(channel as string))) as raw_channel,
        lower(trim(cast(direction as string))) as raw_direction,
        lower(trim(cast(interaction_type as string))) as raw_interaction_type,
        lower(trim(cast(topic as string))) as raw_topic,
        lower(trim(cast(importance as string))) as raw_importance,
        lower(trim(cast(journey_stage as string))) as raw_journey_stage,
        cast(message_text as string) as message_text,

        -- numerics
        try_cast(sentiment as double) as raw_sentiment,
        {{ whole_number('wait_seconds') }} as raw_wait_seconds,
        {{ whole_number('handle_seconds') }} as raw_handle_seconds,

        -- booleans
        coalesce(try_cast(is_deleted as boolean), false) as is_deleted,
        try_cast(is_escalated as boolean) as is_escalated,
        try_cast(is_abandoned as boolean) as is_abandoned,

        -- timestamps
        {{ utc_time('occurred_at') }} as occurred_at,
        {{ utc_time('loaded_at') }} as loaded_at,
        cast({{ utc_time('loaded_at') }} as date) as load_date,
        {{ utc_time('loaded_at') }}
        + interval {{ var('future_tolerance_hours') }} hour as latest_credible_at,

        -- audit
        (is_deleted is not null and try_cast(is_deleted as boolean) is null)
        or (sentiment is not null and try_cast(sentiment as double) is null)
        or (wait_seconds is not null and {{ whole_number('wait_seconds') }} is null)
        or (handle_seconds is not null and {{ whole_number('handle_seconds') }} is null)
        or (is_escalated is not null and try_cast(is_escalated as boolean) is null)
        or (is_abandoned is not null and try_cast(is_abandoned as boolean) is null)
        or (occurred_at is not null and {{ utc_time('occurred_at') }} is null)
            as is_unreadable,
        {{ json_record(['interaction_id', 'conversation_id', 'customer_id', 'property_id',
            'occurred_at', 'channel', 'direction', 'interaction_type', 'topic', 'importance',
            'is_escalated', 'sentiment', 'journey_stage', 'agent_id', 'wait_seconds',
            'handle_seconds', 'is_abandoned', 'loaded_at', 'is_deleted']) }} as record
    from raw_rows
    {{ within_loads_to_read('interactions') }}
),

rows_to_read as (
    {{ rows_to_read('typed', 'interactions') }}
)

select * from rows_to_read
