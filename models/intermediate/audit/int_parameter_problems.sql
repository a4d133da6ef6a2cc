with factors as (select * from {{ ref('factors') }}),

factor_weights as (select * from {{ ref('factor_weights') }}),

known_factors as (
    select known.factor
    from (
        values ('frequency'), ('nature'), ('tone'), ('variety'), ('persistence'), ('recency')
    ) as known (factor)
),

cohorts as (
    select known.cohort
    from (values ('residents'), ('prospects')) as known (cohort)
),

factor_problems as (
    select
        'factors: the factor ' || coalesce(known_factors.factor, 'without a name')
        || ' is missing; give it a row' as problem
    from known_factors
    left join factors on known_factors.factor = factors.factor
    where factors.factor is null
    union all
    select
        'factors: ' || coalesce(factors.factor, 'an empty name') || ' is no factor; use frequency, '
        || 'nature, tone, variety, persistence and recency, each once' as problem
    from factors
    left join known_factors on factors.factor = known_factors.factor
    where known_factors.factor is null
    union all
    select 'factors: ' || factor || ' has ' || count(*) || ' rows; keep one' as problem
    from factors
    group by factor
    having count(*) > 1
    union all
    select
        'factors: half_life_days of ' || factor || ' is '
        || coalesce(cast(half_life_days as string), 'empty')
        || '; write a number of days above 0' as problem
    from factors
    where coalesce(half_life_days, 0) <= 0
    union all
    select
        'factors: prior_evidence of ' || factor || ' is '
        || coalesce(cast(prior_evidence as string), 'empty')
        || '; write a number above 0' as problem
    from factors
    where factor in ('nature', 'tone', 'variety', 'persistence')
        and coalesce(prior_evidence, 0) <= 0
),

weight_problems as (
    select
        'factor_weights: ' || coalesce(factor_weights.cohort, 'empty') || ' / '
        || coalesce(factor_weights.factor, 'empty')
        || ' names an unknown cohort or factor; use residents or prospects and the six factors'
            as problem
    from factor_weights
    left join known_factors on factor_weights.factor = known_factors.factor
    left join cohorts on factor_weights.cohort = cohorts.cohort
    where known_factors.factor is null or cohorts.cohort is null
    union all
    select
        'factor_weights: ' || cohort || ' from ' || coalesce(cast(valid_from as string), 'no day')
        || ' has the weights of ' || count(distinct factor) || ' factors in ' || count(*)
        || ' rows; write each of the six once' as problem
    from factor_weights
    group by cohort, valid_from
    having count(*) <> 6 or count(distinct factor) <> 6
    union all
    select
        'factor_weights: the weights of ' || cohort || ' from '
        || coalesce(cast(valid_from as string), 'no day')
        || ' sum to ' || coalesce(cast(sum(weight) as string), 'nothing')
        || '; change them so that they sum to 100' as problem
    from factor_weights
    group by cohort, valid_from
    having coalesce(sum(weight), 0) <> 100
    union all
    select
        'factor_weights: ' || cohort || ' / ' || factor || ' has '
        || coalesce('the valid_from ' || cast(valid_from as string), 'no valid_from') || ' and '
        || coalesce('the weight ' || cast(weight as string), 'no weight')
        || '; write a date and a weight of 0 or more' as problem
    from factor_weights
    where valid_from is null or coalesce(weight, -1) < 0
    union all
    select 'factor_weights: ' || cohorts.cohort || ' has no weights; add six rows for it' as problem
    from cohorts
    left join factor_weights on cohorts.cohort = factor_weights.cohort
    where factor_weights.cohort is null
),

all_problems as (
    select problem from factor_problems
    union all
    select problem from weight_problems
)

select * from all_problems
