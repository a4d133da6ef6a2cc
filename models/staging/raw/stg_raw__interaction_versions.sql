{{ config(materialized='table') }}

with valid_rows as (
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
        loaded_at
    from {{ ref('base_raw__interactions') }}
    where rejection_reason is null
),

-- most ids have one row: only the others are sorted
repeated_ids as (
    select interaction_id
    from valid_rows
    group by interaction_id
    having count(*) > 1
),

repeated_rows as (
    select distinct valid_rows.*
    from valid_rows
    inner join repeated_ids on valid_rows.interaction_id = repeated_ids.interaction_id
),

versions as (
    select
        valid_rows.*,
        cast(null as timestamp) as superseded_at
    from valid_rows
    where
        not exists (
            select 1 from repeated_ids
            where repeated_ids.interaction_id = valid_rows.interaction_id
        )
    union all
    select
        repeated_rows.*,
        lead(repeated_rows.loaded_at) over (
            partition by repeated_rows.interaction_id
            order by repeated_rows.loaded_at nulls last
        ) as superseded_at
    from repeated_rows
)

select * from versions
