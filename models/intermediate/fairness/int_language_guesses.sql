{{ config(materialized='view') }}

with scores as (select * from {{ ref('fct_customer_scores_current') }}),

cue_words as (select * from {{ ref('language_words') }}),

scripts as (select * from {{ ref('language_scripts') }}),

-- the time is in the join so that an engine reads the rows of these days only
messages as (
    select
        scores.customer_id,
        replace(staged.message_text, '’', chr(39)) as message_text
    from scores
    inner join {{ ref('int_interactions') }} as interactions
        on scores.customer_id = interactions.customer_id
            and scores.score_date >= interactions.interaction_date
            and cast(scores.score_date - {{ var('scoring_window_days') }} as date)
            <= interactions.interaction_date
    inner join {{ ref('stg_raw__interactions') }} as staged
        on interactions.interaction_id = staged.interaction_id
            and interactions.occurred_at = staged.occurred_at
    where interactions.direction = 'inbound' and staged.message_text <> ''
),

tokens as (
    {{ explode_tokens('messages', 'message_text', ['customer_id']) }}
),

-- numbers and signs of the face are no words
words as (
    select
        customer_id,
        lower(token) as word,
        count(*) as word_count
    from tokens
    where (lower(token) >= 'a' and token < '☀') or token between 'ぁ' and '힣'
    group by customer_id, lower(token)
),

totals as (
    select
        customer_id,
        sum(word_count) as word_count
    from words
    group by customer_id
),

cues as (
    select
        words.customer_id,
        cue_words.language,
        words.word_count
    from words
    inner join cue_words on words.word = cue_words.word
    union all
    select
        words.customer_id,
        scripts.language,
        words.word_count
    from words
    inner join scripts
        on words.word >= scripts.first_character
            and substring(words.word, 1, 1) <= scripts.last_character
),

counts as (
    select
        customer_id,
        language,
        sum(word_count) as cue_count
    from cues
    group by customer_id, language
),

ranked as (
    select
        *,
        row_number() over languages_of_customer as language_number,
        lead(cue_count) over languages_of_customer as next_cue_count
    from counts
    window languages_of_customer as (
        partition by customer_id
        order by cue_count desc nulls last, language asc nulls last
    )
),

-- few words, or as many of another language, tell nothing
guesses as (
    select
        totals.customer_id,
        case
            when ranked.cue_count >= {{ var('language_min_words') }}
                and 100 * ranked.cue_count
                >= {{ var('language_min_share_pct') }} * totals.word_count
                and coalesce(ranked.cue_count > ranked.next_cue_count, true)
                then ranked.language
            else 'unknown'
        end as guessed_language
    from totals
    left join ranked
        on totals.customer_id = ranked.customer_id and ranked.language_number = 1
)

select * from guesses
