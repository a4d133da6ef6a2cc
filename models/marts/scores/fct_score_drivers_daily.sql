with daily_scores as (select * from {{ ref('fct_customer_scores_daily') }}),

factor_weights as (select * from {{ ref('int_factor_weights') }}),

-- moved to the day after it: a filter on a day reaches both sides of the join
days_before as (
    select
        *,
        cast(score_date + 1 as date) as next_date
    from {{ ref('fct_customer_scores_daily') }}
),

paired as (
    select
        {% for factor in ['frequency', 'nature', 'tone', 'variety', 'persistence', 'recency'] -%}
            daily_scores.{{ factor }}_score,
            days_before.{{ factor }}_score as {{ factor }}_score_before,
        {% endfor -%}
        daily_scores.customer_id,
        daily_scores.score_date,
        daily_scores.cohort
    from daily_scores
    left join days_before
        on daily_scores.customer_id = days_before.customer_id
            and daily_scores.cohort = days_before.cohort
            and daily_scores.score_date = days_before.next_date
),

unpivoted as (
    select
        paired.customer_id,
        paired.score_date,
        paired.cohort,
        weights.factor,
        weights.weight,
        weights.weight_sum,
        weights.neutral_score,
        case weights.factor
            when 'frequency' then paired.frequency_score
            when 'nature' then paired.nature_score
            when 'tone' then paired.tone_score
            when 'variety' then paired.variety_score
            when 'persistence' then paired.persistence_score
            when 'recency' then paired.recency_score
        end as factor_score,
        case weights.factor
            when 'frequency' then paired.frequency_score_before
            when 'nature' then paired.nature_score_before
            when 'tone' then paired.tone_score_before
            when 'variety' then paired.variety_score_before
            when 'persistence' then paired.persistence_score_before
            when 'recency' then paired.recency_score_before
        end as factor_score_before
    from paired
    inner join factor_weights as weights
        on paired.cohort = weights.cohort
            and paired.score_date >= weights.valid_from
            and coalesce(paired.score_date < weights.valid_to, true)
),

multiplied as (
    select
        unpivoted.*,
        unpivoted.neutral_score * unpivoted.weight as neutral_product,
        cast(unpivoted.factor_score * 1000000 as bigint) * unpivoted.weight as score_product,
        weights_before.weight_sum as weight_sum_before,
        weights_before.neutral_score * weights_before.weight as neutral_product_before,
        cast(unpivoted.factor_score_before * 1000000 as bigint) * weights_before.weight
            as score_product_before
    from unpivoted
    left join factor_weights as weights_before
        on unpivoted.cohort = weights_before.cohort
            and unpivoted.factor = weights_before.factor
            and unpivoted.score_date > weights_before.valid_from
            and coalesce(unpivoted.score_date <= weights_before.valid_to, true)
),

weighed as (
    select
        *,
        {{ int_div('neutral_product', 'weight_sum') }} as weighed_neutral,
        {{ int_div('score_product', 'weight_sum') }} as weighed_score,
        {{ int_div('neutral_product_before', 'weight_sum_before') }} as weighed_neutral_before,
        {{ int_div('score_product_before', 'weight_sum_before') }} as weighed_score_before
    from multiplied
),

contributions as (
    select
        customer_id,
        score_date,
        cohort,
        factor,
        cast(weight as integer) as weight,
        factor_score,
        {{ to_points('neutral_score') }} as neutral_score,
        {{ to_points('weighed_neutral') }} as neutral_contribution,
        {{ to_points('weighed_score - weighed_neutral') }} as contribution,
        {{ to_points('weighed_score_before - weighed_neutral_before') }} as contribution_before
    from weighed
),

with_change as (
    select
        customer_id,
        score_date,
        cohort,
        factor,
        weight,
        factor_score,
        neutral_score,
        neutral_contribution,
        contribution,
        cast(contribution - contribution_before as decimal(9, 6)) as contribution_change_1d
    from contributions
)

select * from with_change
