with daily_scores as (select * from {{ ref('fct_customer_scores_daily') }}),

factor_weights as (select * from {{ ref('int_factor_weights') }}),

unpivoted as (
    {% for factor in ['frequency', 'nature', 'tone', 'variety', 'persistence', 'recency'] -%}
        select
            customer_id,
            score_date,
            cohort,
            '{{ factor }}' as factor,
            {{ factor }}_score as factor_score
        from daily_scores
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

weighed as (
    select
        unpivoted.customer_id,
        unpivoted.score_date,
        unpivoted.cohort,
        unpivoted.factor,
        weights.weight,
        unpivoted.factor_score,
        {{ to_points('weights.neutral_score') }} as neutral_score,
        {{ int_div('weights.neutral_score * weights.weight', 'weights.weight_sum') }}
            as weighed_neutral_score,
        {{ int_div(
            'cast(unpivoted.factor_score * 1000000 as bigint) * weights.weight',
            'weights.weight_sum',
        ) }} as weighed_score
    from unpivoted
    inner join factor_weights as weights
        on unpivoted.cohort = weights.cohort
            and unpivoted.factor = weights.factor
            and unpivoted.score_date >= weights.valid_from
            and coalesce(unpivoted.score_date < weights.valid_to, true)
),

contributions as (
    select
        customer_id,
        score_date,
        cohort,
        factor,
        weight,
        factor_score,
        neutral_score,
        {{ to_points('weighed_neutral_score') }} as neutral_contribution,
        {{ to_points('weighed_score - weighed_neutral_score') }} as contribution
    from weighed
),

-- a contribution, on the day after its own: a filter on a day reaches both sides of the join
day_before as (
    select
        customer_id,
        cast(score_date + 1 as date) as score_date,
        cohort,
        factor,
        contribution
    from contributions
),

with_change as (
    select
        contributions.customer_id,
        contributions.score_date,
        contributions.cohort,
        contributions.factor,
        contributions.weight,
        contributions.factor_score,
        contributions.neutral_score,
        contributions.neutral_contribution,
        contributions.contribution,
        cast(contributions.contribution - day_before.contribution as decimal(9, 6))
            as contribution_change_1d
    from contributions
    left join day_before
        on contributions.customer_id = day_before.customer_id
            and contributions.factor = day_before.factor
            and contributions.cohort = day_before.cohort
            and contributions.score_date = day_before.score_date
)

select * from with_change
