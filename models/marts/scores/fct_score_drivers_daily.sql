{% set factors = ['frequency', 'nature', 'tone', 'variety', 'persistence', 'recency'] -%}
with daily_scores as (select * from {{ ref('fct_customer_scores_daily') }}),

factor_weights as (select * from {{ ref('int_factor_weights') }}),

-- the day before, moved to the day after it: a filter on a day reaches both sides of the join
paired as (
    select
        daily_scores.customer_id,
        daily_scores.score_date,
        daily_scores.cohort,
        {% for factor in factors -%}
            daily_scores.{{ factor }}_score,
            day_before.{{ factor }}_score as {{ factor }}_score_before
            {{- ',' if not loop.last }}
        {% endfor -%}
    from daily_scores
    left join
        (
            select
                *,
                cast(score_date + 1 as date) as next_date
            from {{ ref('fct_customer_scores_daily') }}
        ) as day_before
        on daily_scores.customer_id = day_before.customer_id
            and daily_scores.cohort = day_before.cohort
            and daily_scores.score_date = day_before.next_date
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
            {%- for factor in factors %} when '{{ factor }}' then paired.{{ factor }}_score{% endfor %}
        end as factor_score,
        case weights.factor
            {%- for factor in factors %} when '{{ factor }}' then paired.{{ factor }}_score_before{% endfor %}
        end as factor_score_before
    from paired
    inner join factor_weights as weights
        on paired.cohort = weights.cohort
            and paired.score_date >= weights.valid_from
            and coalesce(paired.score_date < weights.valid_to, true)
),

weighed as (
    select
        unpivoted.*,
        {{ int_div('unpivoted.neutral_score * unpivoted.weight', 'unpivoted.weight_sum') }}
            as weighed_neutral,
        {{ int_div(
            'cast(unpivoted.factor_score * 1000000 as bigint) * unpivoted.weight',
            'unpivoted.weight_sum',
        ) }} as weighed_score,
        {{ int_div(
            'weights_before.neutral_score * weights_before.weight', 'weights_before.weight_sum'
        ) }} as weighed_neutral_before,
        {{ int_div(
            'cast(unpivoted.factor_score_before * 1000000 as bigint) * weights_before.weight',
            'weights_before.weight_sum',
        ) }} as weighed_score_before
    from unpivoted
    left join factor_weights as weights_before
        on unpivoted.cohort = weights_before.cohort
            and unpivoted.factor = weights_before.factor
            and unpivoted.score_date > weights_before.valid_from
            and coalesce(unpivoted.score_date <= weights_before.valid_to, true)
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
