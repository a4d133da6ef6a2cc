{# Stops the run before anything is read when a var can not be used: a date that is none, a number out of
   bounds, a choice that is not one of its words. #}
{% macro check_run_vars() %}
    {% if execute and flags.WHICH in ['run', 'build', 'test', 'seed', 'freshness'] %}
        {% set problems = raw_schema_problems() + date_var_problems() + number_var_problems()
            + identity_problems() %}
        {% if var('unlisted_topics') not in ['other', 'keep'] %}
            {% do problems.append("unlisted_topics is '" ~ var('unlisted_topics') ~ "': write other or keep") %}
        {% endif %}
        {% if var('default_time_zone') | string not in modules.pytz.all_timezones_set %}
            {% do problems.append("default_time_zone is '" ~ var('default_time_zone')
                ~ "': write a name of the seed time_zones, for example America/Chicago") %}
        {% endif %}
        {% for name in ['read_everything', 'guess_languages'] if var(name) is not boolean %}
            {% do problems.append(name ~ " is '" ~ var(name) ~ "': write true or false") %}
        {% endfor %}
        {% do stop_on_problems('The vars of this run can not be used', problems) %}
    {% endif %}
{% endmacro %}

{# What is wrong with the names of the schema and database of the raw tables, as messages: they are written
   between quotes. #}
{% macro raw_schema_problems() %}
    {% set problems = [] %}
    {% for name in ['CX_RAW_SCHEMA', 'CX_RAW_DATABASE'] %}
        {% set value = env_var(name, '') | string %}
        {% if not modules.re.fullmatch('[\\w $-]*', value) %}
            {% do problems.append(name ~ " is '" ~ value ~ "': write a name of letters, digits, blanks, _, $ and -") %}
        {% endif %}
    {% endfor %}
    {{ return(problems) }}
{% endmacro %}

{# What is wrong with the vars about personal columns, as messages. The salt is looked at and never shown. #}
{% macro identity_problems() %}
    {% set problems = [] %}
    {% set identities = var('customer_identities') %}
    {% if identities not in ['plain', 'hashed'] %}
        {% do problems.append("customer_identities is '" ~ identities ~ "': write plain or hashed") %}
    {% elif identities == 'hashed' %}
        {% set salt = run_query("select 'salt ' || " ~ identity_salt()).columns[0].values()[0] or '' %}
        {% if not modules.re.fullmatch('salt [A-Za-z0-9_.+/=-]{16,}', salt) %}
            {% do problems.append('customer_identities is hashed: export CX_IDENTITY_SALT with at least 16 letters, '
                ~ 'digits or signs of _.+/=- (a profile of your own passes it on as profiles.yml does)') %}
        {% endif %}
    {% endif %}
    {% if var('protected_column_names') is string or var('protected_column_names') is not iterable %}
        {% do problems.append("protected_column_names is '" ~ var('protected_column_names')
            ~ "': write a list of names") %}
    {% endif %}
    {{ return(problems) }}
{% endmacro %}

{# What is wrong with the vars that are dates, as messages. #}
{% macro date_var_problems() %}
    {% set problems = [] %}
    {% for name in ['as_of_date', 'score_start_date', 'score_from', 'score_to', 'known_on', 'earliest_valid_date'] %}
        {% set value = var(name) | string %}
        {% set is_date = modules.re.fullmatch('[0-9]{4}-[0-9]{2}-[0-9]{2}', value)
            and run_query("select try_cast('" ~ value ~ "' as date)").columns[0].values()[0] %}
        {% if not is_date and (value != '' or name == 'earliest_valid_date') %}
            {% do problems.append(name ~ " is '" ~ value ~ "': write a date of the calendar as "
                ~ "yyyy-mm-dd, for example --vars '{" ~ name ~ ": 2026-06-29}'") %}
        {% endif %}
    {% endfor %}
    {% if '' < var('score_to') | string < var('score_from') | string %}
        {% do problems.append("score_from is '" ~ var('score_from') ~ "' and score_to is '" ~ var('score_to')
            ~ "': write a range that does not end before it begins") %}
    {% endif %}
    {{ return(problems) }}
{% endmacro %}

{# What is wrong with the vars that are numbers, as messages. #}
{% macro number_var_problems() %}
    {% set bounds = {
        'scoring_window_days': [1, 36500], 'prospect_active_days': [0, 36500], 'minimum_exposure_days': [1, 36500],
        'grievance_multiplier': [1, 1000], 'persistence_half_growth_days': [1, 36500],
        'persistence_repeat_pct': [0, 1000], 'spell_gap_days': [0, 36500], 'reopen_window_days': [0, 36500],
        'confidence_half_life_days': [1, 36500], 'confidence_prior': [1, 1000],
        'priority_high_below_percentile': [0, 100], 'priority_low_above_percentile': [0, 100],
        'trend_dead_band_points': [0, 100], 'future_tolerance_hours': [0, 876000],
        'quarantine_rate_min_rows': [0, 1000000], 'late_after_days': [0, 36500], 'max_quiet_days': [0, 36500],
        'max_scored_days': [1, 36500], 'restatement_days': [0, 36500], 'chunk_customer_days': [1, 1000000000],
        'volume_min_rows': [0, 1000000000], 'max_table_lag_days': [0, 36500], 'tone_capitals_thousandths': [0, 10000],
        'tone_exclamation_thousandths': [0, 10000], 'tone_question_thousandths': [0, 10000],
        'tone_many_questions_thousandths': [0, 10000], 'tone_squash_alpha': [1, 1000],
        'angry_tone_thousandths': [1, 2000], 'attention_exit_percentile': [0, 100],
        'attention_memory_days': [1, 36500], 'attention_fall_points': [1, 100], 'attention_hold_days': [1, 36500],
        'low_confidence_below_pct': [0, 100], 'happy_days': [1, 36500], 'promoter_days': [1, 36500],
        'service_follow_up_days': [1, 365], 'interval_z_thousandths': [1, 10000],
        'property_full_exposure_days': [1, 36500], 'property_prior_customers': [0, 100000],
        'property_lowest_pct': [0, 100], 'property_reliable_from_pct': [0, 100],
        'property_contact_days': [1, 365], 'property_lowest_customers': [1, 1000000],
        'initiative_window_weeks': [1, 520], 'initiative_minimum_weeks': [1, 520],
        'initiative_minimum_untouched': [2, 1000000], 'initiative_placebo_count': [0, 100],
        'initiative_placebo_weeks': [1, 520], 'journey_days': [31, 36500], 'journey_gap_days': [0, 3650],
        'move_in_days': [1, 3650], 'fairness_min_customers': [2, 1000000], 'coverage_gap_pct': [0, 100],
        'language_min_words': [1, 1000], 'language_min_share_pct': [0, 100],
        'stability_bins': [2, 20], 'stability_min_customers': [1, 1000000],
        'psi_moderate_thousandths': [0, 10000], 'psi_large_thousandths': [0, 10000], 'mean_drift_points': [0, 100],
        'customers_scored_warn_pct': [0, 100], 'validation_step_days': [1, 365],
        'validation_max_customers': [1, 100000], 'validation_contact_days': [1, 365],
        'validation_min_events': [2, 1000000], 'leave_gap_days': [0, 365]
    } %}
    {% set problems = [] %}
    {% for name, bound in bounds.items() if not (var(name) is integer and bound[0] <= var(name) <= bound[1]) %}
        {% do problems.append(name ~ " is '" ~ var(name) ~ "': write a whole number from " ~ bound[0] ~ ' to '
            ~ bound[1]) %}
    {% endfor %}
    {% if var('psi_significance_thousandths') not in [1, 10, 50, 100] %}
        {% do problems.append("psi_significance_thousandths is '" ~ var('psi_significance_thousandths')
            ~ "': write 1, 10, 50 or 100, the chances of the seed chi_square_critical_values") %}
    {% endif %}
    {% for name in ['max_quarantine_rate', 'volume_stop_rate', 'volume_warn_rate'] %}
        {% set rate = var(name) %}
        {% if not (rate is number and rate is not boolean and 0 <= rate <= 1) %}
            {% do problems.append(name ~ " is '" ~ rate ~ "': write a share from 0 to 1, for example 0.2") %}
        {% endif %}
    {% endfor %}
    {{ return(problems) }}
{% endmacro %}
