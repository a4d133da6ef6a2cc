{# Stops the run before anything is read when a date var is no date or a choice is not one of its words. #}
{% macro check_run_vars() %}
    {% if execute and flags.WHICH in ['run', 'build', 'test', 'seed'] %}
        {% set problems = [] %}
        {% for name in ['as_of_date', 'score_start_date', 'earliest_valid_date'] %}
            {% set value = var(name) | string %}
            {% if value != '' %}
                {% set is_date = modules.re.match('^[0-9]{4}-[0-9]{2}-[0-9]{2}$', value)
                    and run_query("select try_cast('" ~ value ~ "' as date)").columns[0].values()[0] %}
                {% if not is_date %}
                    {% do problems.append(name ~ " is '" ~ value ~ "': write a date of the calendar as "
                        ~ "yyyy-mm-dd, for example --vars '{" ~ name ~ ": 2026-06-29}'") %}
                {% endif %}
            {% endif %}
        {% endfor %}
        {% if var('unlisted_topics') not in ['other', 'keep'] %}
            {% do problems.append("unlisted_topics is '" ~ var('unlisted_topics') ~ "': write other or keep") %}
        {% endif %}
        {% do stop_on_problems('The vars of this run can not be used', problems) %}
    {% endif %}
{% endmacro %}
