{# The valid versions of interactions among rows of base_raw__interactions: equal copies once, each with the load that
   superseded it. #}
{% macro interaction_versions(base_rows) -%}
    select
        base_rows.interaction_id,
        base_rows.conversation_id,
        coalesce(
            'conversation ' || base_rows.conversation_id, 'interaction ' || base_rows.interaction_id
        ) as conversation_key,
        base_rows.customer_id,
        base_rows.property_id,
        base_rows.agent_id,
        base_rows.channel,
        base_rows.direction,
        base_rows.interaction_type,
        base_rows.topic,
        base_rows.importance,
        base_rows.journey_stage,
        base_rows.message_text,
        cast(round(base_rows.sentiment * 1000) as integer) as feed_sentiment_thousandths,
        base_rows.wait_seconds,
        base_rows.handle_seconds,
        coalesce(base_rows.is_escalated, false) as is_escalated,
        coalesce(base_rows.is_abandoned, false) as is_abandoned,
        base_rows.occurred_at,
        base_rows.is_deleted,
        base_rows.loaded_at,
        base_rows.load_date,
        superseded.superseded_at
    from {{ base_rows }} as base_rows
    left join {{ ref('stg_raw__superseded_interactions') }} as superseded
        on base_rows.interaction_id = superseded.interaction_id
            and base_rows.loaded_at = superseded.loaded_at
    where base_rows.rejection_reason is null and base_rows.copy_number = 1
{%- endmacro %}
