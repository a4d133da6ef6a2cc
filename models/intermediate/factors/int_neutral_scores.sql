with segments as (select * from {{ ref('int_frequency_segments') }}),

factors as (select * from {{ ref('factors') }}),

-- what each formula gives when all its sums are zero
frequency_neutrals as (
    select
        cohort,
        min(from_score) as frequency_score
    from segments
    where from_rate = 0
    group by cohort
),

neutral_scores as (
    select
        frequency_neutrals.cohort,
        factors.factor,
        cast(
            case
                when factors.factor = 'frequency' then frequency_neutrals.frequency_score
                when factors.factor in ('variety', 'persistence') then 100 * 1000000
                else 50 * 1000000
            end as bigint
        ) as neutral_score
    from frequency_neutrals
    cross join factors
)

select * from neutral_scores
