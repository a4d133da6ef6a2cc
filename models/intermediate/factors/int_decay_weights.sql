-- a half-life that is no number of days stops the run before this
-- depends_on: {{ ref('int_scoring_days') }}
with factors as (select * from {{ ref('factors') }}),

half_lives as (
    select
        max(case when factor = 'frequency' then half_life_days end) as frequency_days,
        max(case when factor = 'nature' then half_life_days end) as nature_days,
        max(case when factor = 'tone' then half_life_days end) as tone_days,
        max(case when factor = 'variety' then half_life_days end) as variety_days,
        max(case when factor = 'persistence' then half_life_days end) as persistence_days,
        max(case when factor = 'recency' then half_life_days end) as recency_days,
        {{ var('confidence_half_life_days') }} as confidence_days
    from factors
),

ages as (
    select {{ number_rows(0, var('scoring_window_days')) }} as age_days
),

weights as (
    select
        ages.age_days,
        {{ decay_weight('ages.age_days', 'half_lives.frequency_days') }} as frequency_weight,
        {{ decay_weight('ages.age_days', 'half_lives.nature_days') }} as nature_weight,
        {{ decay_weight('ages.age_days', 'half_lives.tone_days') }} as tone_weight,
        {{ decay_weight('ages.age_days', 'half_lives.variety_days') }} as variety_weight,
        {{ decay_weight('ages.age_days', 'half_lives.persistence_days') }} as persistence_weight,
        {{ decay_weight('ages.age_days', 'half_lives.recency_days') }} as recency_weight,
        {{ decay_weight('ages.age_days', 'half_lives.confidence_days') }} as confidence_weight
    from ages
    cross join half_lives
),

with_exposure as (
    select
        cast(age_days as integer) as age_days,
        frequency_weight,
        nature_weight,
        tone_weight,
        variety_weight,
        persistence_weight,
        recency_weight,
        {{ round_div('confidence_weight', 1000) }} as confidence_weight_thousandths,
        cast(sum(frequency_weight) over (
            order by age_days nulls last
            rows between unbounded preceding and current row
        ) as bigint) as exposure_weight
    from weights
)

select * from with_exposure
