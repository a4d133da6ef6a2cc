-- Old evidence never counts more than newer evidence, and evidence of today counts in full.
{% set weights = [
    'frequency_weight', 'nature_weight', 'tone_weight', 'variety_weight', 'persistence_weight',
    'recency_weight', 'confidence_weight_thousandths',
] %}

with compared as (
    select
        age_days,
        {% for weight in weights %}
            {{ weight }},
            lag({{ weight }}) over (order by age_days nulls last) as {{ weight }}_of_day_before,
        {% endfor %}
        exposure_weight
    from {{ ref('int_decay_weights') }}
),

growing_weights as (
    select *
    from compared
    where
        exposure_weight is null
        {% for weight in weights %}
            or {{ weight }} > {{ weight }}_of_day_before
            or (
                age_days = 0
                and {{ weight }} <> {{ 1000 if weight.endswith('thousandths') else 1000000 }}
            )
        {% endfor %}
)

select * from growing_weights
