with scores as (select * from {{ ref('fct_customer_scores_current') }}),

messages as (
    select
        interactions.customer_id,
        interactions.conversation_key,
        interactions.interaction_date,
        interactions.channel,
        interactions.sentiment_source,
        coalesce(staged.message_text, '') <> '' as has_text
    from {{ ref('int_interactions') }} as interactions
    inner join scores
        on interactions.customer_id = scores.customer_id
            and interactions.interaction_date <= scores.score_date
            and interactions.interaction_date
            >= cast(scores.score_date - {{ var('scoring_window_days') }} as date)
    inner join {{ ref('stg_raw__interactions') }} as staged
        on interactions.interaction_id = staged.interaction_id
            and interactions.occurred_at = staged.occurred_at
    where interactions.direction = 'inbound'
),

channel_counts as (
    select
        customer_id,
        channel,
        count(*) as message_count
    from messages
    group by customer_id, channel
),

ranked_channels as (
    select
        *,
        row_number() over (
            partition by customer_id
            order by message_count desc nulls last, channel asc nulls last
        ) as channel_number
    from channel_counts
),

texts as (
    select
        customer_id,
        count(case when has_text then 1 end) as text_count,
        count(case when has_text and sentiment_source <> 'none' then 1 end) as toned_text_count,
        count(case when sentiment_source = 'feed' then 1 end) as feed_tone_count,
        count(case when sentiment_source = 'lexicon' then 1 end) as lexicon_tone_count
    from messages
    group by customer_id
),

covered as (
    select
        scores.customer_id,
        scores.score_date,
        scores.cohort,
        scores.property_id,
        coalesce(ranked_channels.channel, 'none') as main_channel,
        cast(scores.score * 1000000 as bigint) as score,
        cast(scores.tone_score * 1000000 as bigint) as tone_score,
        scores.priority = 'high' as is_high_priority,
        cast(scores.confidence * 1000000 as bigint) as confidence,
        cast(scores.evidence_count as bigint) as evidence_count,
        coalesce(texts.text_count, 0) as text_count,
        coalesce(texts.toned_text_count, 0) as toned_text_count,
        coalesce(texts.feed_tone_count, 0) as feed_tone_count,
        coalesce(texts.lexicon_tone_count, 0) as lexicon_tone_count
    from scores
    left join ranked_channels
        on scores.customer_id = ranked_channels.customer_id and ranked_channels.channel_number = 1
    left join texts on scores.customer_id = texts.customer_id
)

select * from covered
