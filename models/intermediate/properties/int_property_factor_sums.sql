with customer_sums as (select * from {{ ref('int_property_sums') }}),

factor_weights as (select * from {{ ref('int_factor_weights') }}),

-- the property itself, or the portfolio
scopes as (
    select
        scopes.level_type,
        scopes.cohort_scope
    from (
        values ('property', 'own'), ('property', 'all'), ('portfolio', 'own'), ('portfolio', 'all')
    ) as scopes (level_type, cohort_scope)
),

parts as (
    select
        customer_sums.property_id,
        customer_sums.cohort,
        customer_sums.score_date,
        weights.factor,
        customer_sums.exposure_days,
        case weights.factor
            when 'frequency' then customer_sums.frequency_sum
            when 'nature' then customer_sums.nature_sum
            when 'tone' then customer_sums.tone_sum
            when 'variety' then customer_sums.variety_sum
            when 'persistence' then customer_sums.persistence_sum
            when 'recency' then customer_sums.recency_sum
        end as part_sum,
        customer_sums.exposure_days
        * {{ int_div('weights.neutral_score * weights.weight', 'weights.weight_sum') }}
            as neutral_sum
    from customer_sums
    inner join factor_weights as weights
        on customer_sums.cohort = weights.cohort
            and customer_sums.score_date >= weights.valid_from
            and coalesce(customer_sums.score_date < weights.valid_to, true)
),

labelled as (
    select
        parts.*,
        scopes.level_type,
        case when scopes.level_type = 'property' then parts.property_id else 'portfolio' end
            as level_name,
        case when scopes.cohort_scope = 'own' then parts.cohort else 'all' end as level_cohort
    from parts
    cross join scopes
),

factor_sums as (
    select
        level_type,
        level_name,
        level_cohort as cohort,
        score_date,
        factor,
        cast(sum(exposure_days) as bigint) as exposure_days,
        cast(sum(part_sum) as bigint) as part_sum,
        cast(sum(neutral_sum) as bigint) as neutral_sum
    from labelled
    group by level_type, level_name, level_cohort, score_date, factor
),

averages as (
    select
        *,
        {{ round_div('part_sum', 'exposure_days') }} as factor_part,
        {{ round_div('neutral_sum', 'exposure_days') }} as neutral_part
    from factor_sums
)

select * from averages
