{{ config(post_hook="{{ keep_query() }}") }}
{% set factors = ['frequency', 'nature', 'tone', 'variety', 'persistence', 'recency'] %}

with customer_days as (select * from {{ ref('int_customer_days') }}),

confidences as (select * from {{ ref('int_confidences') }}),

frequency_scores as (select * from {{ ref('int_factor_frequency') }}),

nature_scores as (select * from {{ ref('int_factor_nature') }}),

tone_scores as (select * from {{ ref('int_factor_tone') }}),

variety_scores as (select * from {{ ref('int_factor_variety') }}),

persistence_scores as (select * from {{ ref('int_factor_persistence') }}),

recency_scores as (select * from {{ ref('int_factor_recency') }}),

-- side by side, as the factors are joined: stacked, they would be grouped by customer once more
factor_weights as (
    select
        cohort,
        valid_from,
        valid_to,
        {% for factor in factors %}
            max(case when factor = '{{ factor }}' then weight end) as {{ factor }}_weight,
        {% endfor %}
        weight_sum
    from {{ ref('int_factor_weights') }}
    group by cohort, valid_from, valid_to, weight_sum
),

blended as (
    select
        customer_days.customer_id,
        customer_days.score_date,
        customer_days.property_id,
        customer_days.cohort,
        {% for factor in factors %}
            {{ factor }}_scores.factor_score as {{ factor }}_score,
        {% endfor %}
        {% for factor in factors %}
            {{ int_div(
                factor ~ '_scores.factor_score * factor_weights.' ~ factor ~ '_weight',
                'factor_weights.weight_sum',
            ) }}{{ ' +' if not loop.last }}
        {% endfor %} as score,
        confidences.confidence,
        confidences.evidence_count
    from customer_days
    inner join confidences
        on customer_days.customer_id = confidences.customer_id
            and customer_days.score_date = confidences.score_date
    {% for factor in factors %}
        inner join {{ factor }}_scores
            on customer_days.customer_id = {{ factor }}_scores.customer_id
                and customer_days.score_date = {{ factor }}_scores.score_date
    {% endfor %}
    inner join factor_weights
        on customer_days.cohort = factor_weights.cohort
            and customer_days.score_date >= factor_weights.valid_from
            and coalesce(customer_days.score_date < factor_weights.valid_to, true)
),

in_points as (
    select
        customer_id,
        score_date,
        property_id,
        cohort,
        {{ to_points('score') }} as score,
        {% for factor in factors -%}
            {{ to_points(factor ~ '_score') }} as {{ factor }}_score,
        {% endfor -%}
        {{ to_points('confidence') }} as confidence,
        cast(evidence_count as integer) as evidence_count
    from blended
)

select * from in_points
