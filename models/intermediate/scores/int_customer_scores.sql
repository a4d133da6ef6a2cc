{{ config(post_hook="{{ keep_query() }}") }}

with factor_scores as (select * from {{ ref('int_factor_scores') }}),

customer_days as (select * from {{ ref('int_customer_days') }}),

confidences as (select * from {{ ref('int_confidences') }}),

factor_weights as (select * from {{ ref('int_factor_weights') }}),

blended as (
    select
        factor_scores.customer_id,
        factor_scores.score_date,
        {% for factor in ['frequency', 'nature', 'tone', 'variety', 'persistence', 'recency'] %}
            max(case when factor_scores.factor = '{{ factor }}' then factor_scores.factor_score end)
                as {{ factor }}_score,
        {% endfor %}
        cast(sum({{ int_div(
            'factor_scores.factor_score * weights.weight', 'weights.weight_sum'
        ) }}) as bigint) as score
    from factor_scores
    inner join factor_weights as weights
        on factor_scores.cohort = weights.cohort
            and factor_scores.factor = weights.factor
            and factor_scores.score_date >= weights.valid_from
            and coalesce(factor_scores.score_date < weights.valid_to, true)
    group by factor_scores.customer_id, factor_scores.score_date
),

in_points as (
    select
        blended.customer_id,
        blended.score_date,
        customer_days.property_id,
        customer_days.cohort,
        {{ to_points('blended.score') }} as score,
        {% for factor in ['frequency', 'nature', 'tone', 'variety', 'persistence', 'recency'] -%}
            {{ to_points('blended.' ~ factor ~ '_score') }} as {{ factor }}_score,
        {% endfor -%}
        {{ to_points('confidences.confidence') }} as confidence,
        cast(confidences.evidence_count as integer) as evidence_count
    from blended
    inner join customer_days
        on blended.customer_id = customer_days.customer_id
            and blended.score_date = customer_days.score_date
    inner join confidences
        on blended.customer_id = confidences.customer_id
            and blended.score_date = confidences.score_date
)

select * from in_points
