with valid_rows as (
    select
        *,
        row_number() over (
            partition by interaction_id, loaded_at
            order by record nulls last, message_text nulls last
        ) as copy_number
    from {{ ref('base_raw__interactions') }}
    where rejection_reason is null
),

distinct_versions as (
    select
        md5(interaction_id || '|' || cast(loaded_at as varchar)) as version_key,
        interaction_id,
        conversation_id,
        coalesce('conversation ' || conversation_id, 'interaction ' || interaction_id)
            as conversation_key,
        customer_id,
        property_id,
        agent_id,
        channel,
        direction,
        interaction_type,
        topic,
        importance,
        journey_stage,
        message_text,
        cast(round(sentiment * 1000) as integer) as feed_sentiment_thousandths,
        wait_seconds,
        handle_seconds,
        coalesce(is_escalated, false) as is_escalated,
        coalesce(is_abandoned, false) as is_abandoned,
        occurred_at,
        is_deleted,
        loaded_at,
        lead(loaded_at) over (
            partition by interaction_id
            order by loaded_at nulls last
        ) as superseded_at
    from valid_rows
    where copy_number = 1
)

select * from distinct_versions
