-- depends_on: {{ ref('stg_raw__changed_interactions') }}
with versions as (
    select * from {{ changed_or_all(
        ref('stg_raw__interaction_versions'), ref('stg_raw__changed_interaction_versions')
    ) }}
    where superseded_at is null and is_deleted is not true
),

effects as (select * from {{ ref('int_tone_effects') }}),

messages as {{ not_materialized() }} (
    select
        versions.interaction_id,
        versions.loaded_at,
        replace(versions.message_text, '’', chr(39)) as message_text,
        regexp_extract(versions.message_text, '[a-z]', 0) <> '' as has_lower_case,
        length(versions.message_text) - length(replace(versions.message_text, '!', ''))
            as exclamation_count,
        length(versions.message_text) - length(replace(versions.message_text, '?', ''))
            as question_count
    from versions
    where
        versions.message_text <> ''
        and versions.feed_sentiment_thousandths is null
),

tokens as (
    {{ explode_tokens('messages', 'message_text', ['interaction_id', 'has_lower_case']) }}
),

-- Only the tokens that say or change something go on, to the positions they act on.
cues as (
    select
        tokens.interaction_id,
        tokens.position + effects.distance as position,
        effects.direction,
        effects.strength + case
            when tokens.has_lower_case and tokens.token = effects.capitals then effects.emphasis
            else 0
        end as strength,
        effects.negation_thousandths,
        effects.contrast_thousandths,
        effects.lone_thousandths
    from tokens
    inner join effects on lower(tokens.token) = effects.token
),

words as (
    select
        interaction_id,
        position,
        cast(sum(direction) as bigint) as direction,
        cast(greatest(sum(strength), 0) as bigint) as strength,
        count(nullif(negation_thousandths, 0)) as negations,
        cast(min(negation_thousandths) as bigint) as factor,
        cast(max(contrast_thousandths) as bigint) as contrast,
        cast(sum(lone_thousandths) as bigint) as lone_reading
    from cues
    group by interaction_id, position
),

readings as (
    select
        interaction_id,
        position,
        case
            when direction = 0 then lone_reading
            when negations = 0 then direction * ({{ int_div('50 + strength', '100') }})
            when negations = 1
                then -direction * ({{ int_div('50000 - strength * factor', '100000') }})
            else direction * ({{ int_div('50000000 + strength * factor * factor', '100000000') }})
        end as reading
    from words
    where direction <> 0 or lone_reading <> 0
),

contrasts as (
    select
        interaction_id,
        min(position) as position,
        max(contrast) as weight
    from words
    where contrast > 0
    group by interaction_id
),

-- What stands before the first contrast counts less, what stands after it more.
totals as (
    select
        readings.interaction_id,
        count(*) as matched_token_count,
        cast(sum(readings.reading * case
            when readings.position > contrasts.position then 1000 + contrasts.weight
            else 1000 - coalesce(contrasts.weight, 0)
        end) as bigint) as valence_millionths
    from readings
    left join contrasts on readings.interaction_id = contrasts.interaction_id
    group by readings.interaction_id
),

valued_messages as (
    select
        messages.interaction_id,
        messages.loaded_at,
        cast(coalesce(totals.matched_token_count, 0) as integer) as matched_token_count,
        coalesce(totals.valence_millionths, 0) as valence_millionths,
        messages.exclamation_count,
        messages.question_count
    from messages
    left join totals on messages.interaction_id = totals.interaction_id
)

select * from valued_messages
