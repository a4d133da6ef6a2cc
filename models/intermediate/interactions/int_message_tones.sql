with message_valences as (select * from {{ ref('int_message_valences') }}),

emphasised as (
    select
        interaction_id,
        loaded_at,
        matched_token_count,
        cast(sign(valence_millionths) as bigint) as direction,
        {{ int_div('abs(valence_millionths) + 500', '1000') }}
        + {{ var('tone_exclamation_thousandths') }} * least(exclamation_count, 4)
        + case
            when question_count > 3 then {{ var('tone_many_questions_thousandths') }}
            when question_count > 1 then {{ var('tone_question_thousandths') }} * question_count
            else 0
        end as strength
    from message_valences
),

-- Engines agree on the root and the quotient of doubles to the last bit, and so on the result.
squashed as (
    select
        interaction_id,
        loaded_at,
        cast(round(
            1000 * direction * strength
            / sqrt(strength * strength + 1000000 * {{ var('tone_squash_alpha') }})
        ) as integer) as lexicon_sentiment_thousandths,
        matched_token_count
    from emphasised
)

select * from squashed
