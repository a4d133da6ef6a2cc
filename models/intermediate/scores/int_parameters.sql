with seed_parameters as (
    select
        'factors' as parameter_source,
        factor || ': half-life ' || half_life_days || ', prior '
        || coalesce(cast(prior_evidence as varchar), 'none') as parameter,
        cast(null as date) as valid_from
    from {{ ref('factors') }}
    union all
    select
        'factor_weights' as parameter_source,
        cohort || ' ' || factor || ': ' || weight as parameter,
        valid_from
    from {{ ref('factor_weights') }}
    union all
    select
        'frequency_curve' as parameter_source,
        cohort || ' ' || curve || ' at ' || conversations_per_30_days || ': ' || factor_score
            as parameter,
        cast(null as date) as valid_from
    from {{ ref('frequency_curve') }}
    union all
    select
        'score_bands' as parameter_source,
        score_band || ': ' || lower_edge as parameter,
        cast(null as date) as valid_from
    from {{ ref('score_bands') }}
    union all
    select
        'importance_levels' as parameter_source,
        importance || ': ' || severity || ', ' || escalated_severity as parameter,
        cast(null as date) as valid_from
    from {{ ref('importance_levels') }}
    union all
    select
        'interaction_types' as parameter_source,
        interaction_type || ': ' || polarity || ', ' || baseline_sentiment as parameter,
        cast(null as date) as valid_from
    from {{ ref('interaction_types') }}
    union all
    select
        'roles' as parameter_source,
        role || ': ' || coalesce(cohort, 'none') || ', '
        || coalesce(cast(precedence as varchar), 'none') as parameter,
        cast(null as date) as valid_from
    from {{ ref('roles') }}
    union all
    select
        'tone_lexicon' as parameter_source,
        md5({{ sorted_concat("lexicon || ' ' || token || ' ' || valence_thousandths") }})
            as parameter,
        cast(null as date) as valid_from
    from {{ ref('tone_lexicon') }}
    union all
    select
        'tone_modifiers' as parameter_source,
        md5({{ sorted_concat("modifier || ' ' || token || ' ' || amount_thousandths") }})
            as parameter,
        cast(null as date) as valid_from
    from {{ ref('tone_modifiers') }}
    union all
    select
        'topics' as parameter_source,
        md5({{ sorted_concat("topic") }}) as parameter,
        cast(null as date) as valid_from
    from {{ ref('topics') }}
    union all
    select
        'rejection_rules' as parameter_source,
        md5({{ sorted_concat("source_table || ' ' || rejection_reason || ' ' || action") }})
            as parameter,
        cast(null as date) as valid_from
    from {{ ref('rejection_rules') }}
),

var_parameters as (
    {% for name in scoring_var_names() -%}
        select
            'vars' as parameter_source,
            '{{ name }}: {{ var(name) }}' as parameter,
            cast(null as date) as valid_from
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

parameters as (
    select * from seed_parameters
    union all
    select * from var_parameters
)

select * from parameters
