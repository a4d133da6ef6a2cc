with undated_parameters as (
    select
        'factors' as parameter_source,
        factor || ': half-life ' || half_life_days || ', prior '
        || coalesce(cast(prior_evidence as string), 'none') as parameter
    from {{ ref('factors') }}
    union all
    select
        'frequency_curve' as parameter_source,
        cohort || ' ' || curve || ' at ' || conversations_per_30_days || ': ' || factor_score
            as parameter
    from {{ ref('frequency_curve') }}
    union all
    select
        'score_bands' as parameter_source,
        score_band || ': ' || lower_edge as parameter
    from {{ ref('score_bands') }}
    union all
    select
        'importance_levels' as parameter_source,
        importance || ': ' || severity || ', ' || escalated_severity as parameter
    from {{ ref('importance_levels') }}
    union all
    select
        'interaction_types' as parameter_source,
        interaction_type || ': ' || polarity || ', ' || baseline_sentiment as parameter
    from {{ ref('interaction_types') }}
    union all
    select
        'roles' as parameter_source,
        role || ': ' || coalesce(cohort, 'none') || ', '
        || coalesce(cast(precedence as string), 'none') as parameter
    from {{ ref('roles') }}
    union all
    select
        'rejection_rules' as parameter_source,
        source_table || ' ' || rejection_reason || ': ' || action || ', ' || refuses_deletion
            as parameter
    from {{ ref('rejection_rules') }}
    union all
    select
        'topics' as parameter_source,
        topic as parameter
    from {{ ref('topics') }}
    union all
    select
        'tone_lexicon' as parameter_source,
        'words: '
        || md5({{ sorted_concat("lexicon || ' ' || token || ' ' || valence_thousandths") }})
            as parameter
    from {{ ref('tone_lexicon') }}
    union all
    select
        'tone_modifiers' as parameter_source,
        'words: '
        || md5({{ sorted_concat("modifier || ' ' || token || ' ' || amount_thousandths") }})
            as parameter
    from {{ ref('tone_modifiers') }}
    {% for name in scoring_var_names() %}
        union all
        select
            'vars' as parameter_source,
            '{{ name }}: {{ var(name) }}' as parameter
    {% endfor %}
),

dated_parameters as (
    select
        'factor_weights of ' || cohort as parameter_source,
        factor || ': ' || weight as parameter,
        valid_from
    from {{ ref('factor_weights') }}
),

parameters as (
    select
        parameter_source,
        parameter,
        cast(null as date) as valid_from
    from undated_parameters
    union all
    select
        parameter_source,
        parameter,
        valid_from
    from dated_parameters
)

select * from parameters
