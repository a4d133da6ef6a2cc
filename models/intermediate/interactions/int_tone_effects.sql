with lexicon as (select * from {{ ref('tone_lexicon') }}),

modifiers as (select * from {{ ref('tone_modifiers') }}),

domain_words as (
    select token from lexicon
    where lexicon = 'domain'
),

valued_words as (
    select
        token,
        valence_thousandths
    from lexicon
    where valence_thousandths <> 0
        and (
            lexicon = 'domain'
            or not exists (
                select 1 from domain_words
                where domain_words.token = lexicon.token
            )
        )
),

effects_of_words as (
    select
        token,
        0 as distance,
        case when valence_thousandths < 0 then -1 else 1 end as direction,
        100 * abs(valence_thousandths) as strength,
        100 * {{ var('tone_capitals_thousandths') }} as emphasis,
        0 as negation_thousandths,
        0 as contrast_thousandths,
        0 as lone_thousandths
    from valued_words
    where
        not exists (
            select 1 from modifiers
            where modifiers.token = valued_words.token
        )
),

reaches as (
    select
        reach.distance,
        reach.weight_pct
    from (values (0, 100), (1, 100), (2, 95), (3, 90)) as reach (distance, weight_pct)
),

-- A contrast acts where it stands, any other modifier on the three positions after it. The valence
-- of a modifier ("no") waits on the next position and counts if no valued word stands there.
effects_of_modifiers as (
    select
        modifiers.token,
        reaches.distance,
        0 as direction,
        case
            when modifiers.modifier in ('booster', 'dampener')
                then reaches.weight_pct * modifiers.amount_thousandths
            else 0
        end as strength,
        case
            when modifiers.modifier in ('booster', 'dampener')
                then reaches.weight_pct * {{ var('tone_capitals_thousandths') }}
            else 0
        end as emphasis,
        case when modifiers.modifier = 'negation' then modifiers.amount_thousandths else 0 end
            as negation_thousandths,
        case when modifiers.modifier = 'contrast' then modifiers.amount_thousandths else 0 end
            as contrast_thousandths,
        case when reaches.distance = 1 then coalesce(valued_words.valence_thousandths, 0) else 0 end
            as lone_thousandths
    from modifiers
    inner join reaches on (modifiers.modifier = 'contrast') = (reaches.distance = 0)
    left join valued_words on modifiers.token = valued_words.token
),

all_effects as (
    select * from effects_of_words
    union all
    select * from effects_of_modifiers
),

with_capitals as (
    select
        *,
        nullif(upper(token), token) as capitals
    from all_effects
)

select * from with_capitals
