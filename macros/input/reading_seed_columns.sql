{# The seeds by which rows are read, with the columns that count. #}
{% macro reading_seed_columns() %}
    {{ return({
        'channels': ['channel'],
        'importance_levels': ['importance', 'severity', 'escalated_severity'],
        'interaction_types': ['interaction_type', 'polarity', 'baseline_sentiment'],
        'journey_stages': ['journey_stage'],
        'rejection_rules': ['source_table', 'rejection_reason', 'rule_order', 'action', 'refuses_deletion'],
        'roles': ['role', 'cohort', 'precedence'],
        'survey_types': ['survey_type'],
        'time_zones': ['time_zone'],
        'tone_lexicon': ['lexicon', 'token', 'valence_thousandths'],
        'tone_modifiers': ['modifier', 'token', 'amount_thousandths'],
        'topics': ['topic'],
    }) }}
{% endmacro %}
