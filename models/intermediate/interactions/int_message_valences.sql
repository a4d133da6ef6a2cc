{{ config(
    materialized='incremental', incremental_strategy='delete+insert', unique_key='version_key',
    on_schema_change='fail',
) }}

with versions as (select * from {{ ref('stg_raw__interaction_versions') }}),

effects as (select * from {{ ref('int_tone_effects') }}),

tone_versions as (
    select md5({{ sorted_concat("concat_ws(
        ' ', token, distance, direction, strength, emphasis, negation_thousandths,
        contrast_thousandths, lone_thousandths
    )") }}) as tone_version
    from effects
),

unscored_messages as (
    select
        versions.version_key,
        versions.interaction_id,
        versions.loaded_at,
        tone_versions.tone_version,
        replace(versions.message_text, '’', chr(39)) as message_text,
        regexp_extract(versions.message_text, '[a-z]', 0) <> '' as has_lower_case,
        length(versions.message_text) - length(replace(versions.message_text, '!', ''))
            as exclamation_count,
        length(versions.message_text) - length(replace(versions.message_text, '?', ''))
            as question_count
    from versions
    cross join tone_versions
    {% if is_incremental() %}
        left join {{ this }} as scored
            on versions.version_key = scored.version_key
                and tone_versions.tone_version = scored.tone_version
    {% endif %}
    where
        versions.message_text <> ''
        and versions.feed_sentiment_thousandths is null
        {% if is_incremental() %}
            and scored.version_key is null
        {% endif %}
),

tokens as (
    {{ explode_tokens('unscored_messages', 'message_text', ['version_key', 'has_lower_case']) }}
),

-- Only the tokens that say or change something go on, to the positions they act on.
cues as (
    select
        tokens.version_key,
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
        version_key,
        position,
        cast(sum(direction) as bigint) as direction,
        cast(greatest(sum(strength), 0) as bigint) as strength,
        count(nullif(negation_thousandths, 0)) as negations,
        cast(min(negation_thousandths) as bigint) as factor,
        cast(max(contrast_thousandths) as bigint) as contrast,
        cast(sum(lone_thousandths) as bigint) as lone_reading
    from cues
    group by version_key, position
),

readings as (
    select
        version_key,
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
        version_key,
        min(position) as position,
        max(contrast) as weight
    from words
    where contrast > 0
    group by version_key
),

-- What stands before the first contrast counts less, what stands after it more.
totals as (
    select
        readings.version_key,
        count(*) as matched_token_count,
        cast(sum(readings.reading * case
            when readings.position > contrasts.position then 1000 + contrasts.weight
            else 1000 - coalesce(contrasts.weight, 0)
        end) as bigint) as valence_millionths
    from readings
    left join contrasts on readings.version_key = contrasts.version_key
    group by readings.version_key
),

valued_messages as (
    select
        unscored_messages.version_key,
        unscored_messages.interaction_id,
        unscored_messages.loaded_at,
        cast(coalesce(totals.matched_token_count, 0) as integer) as matched_token_count,
        coalesce(totals.valence_millionths, 0) as valence_millionths,
        unscored_messages.exclamation_count,
        unscored_messages.question_count,
        unscored_messages.tone_version
    from unscored_messages
    left join totals on unscored_messages.version_key = totals.version_key
)

select * from valued_messages
