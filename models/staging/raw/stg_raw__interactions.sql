with versions as (select * from {{ ref('stg_raw__interaction_versions') }}),

newest_versions as (
    select
        interaction_id,
        conversation_id,
        conversation_key,
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
        feed_sentiment_thousandths,
        wait_seconds,
        handle_seconds,
        is_escalated,
        is_abandoned,
        occurred_at,
        loaded_at,
        load_date
    from versions
    where superseded_at is null and is_deleted is not true
)

select * from newest_versions
