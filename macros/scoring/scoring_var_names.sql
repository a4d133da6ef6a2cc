{# The vars that can change a score: each is part of model_version. #}
{% macro scoring_var_names() %}
    {{ return([
        'scoring_window_days', 'prospect_active_days', 'minimum_exposure_days', 'grievance_multiplier',
        'persistence_half_growth_days', 'persistence_repeat_pct', 'spell_gap_days', 'reopen_window_days',
        'confidence_half_life_days', 'confidence_prior', 'priority_high_below_percentile',
        'priority_low_above_percentile', 'trend_dead_band_points', 'default_time_zone', 'unlisted_topics',
        'earliest_valid_date', 'future_tolerance_hours', 'tone_capitals_thousandths',
        'tone_exclamation_thousandths', 'tone_question_thousandths', 'tone_many_questions_thousandths',
        'tone_squash_alpha',
    ]) }}
{% endmacro %}
