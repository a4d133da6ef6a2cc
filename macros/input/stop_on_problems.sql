{# Ends the run with one message that lists every problem found, so that all are mended in one go. #}
{% macro stop_on_problems(headline, problems) %}
    {% if problems %}
        {% do exceptions.raise_compiler_error(
            headline ~ ' (' ~ problems | length ~ ' to mend, the marts are as they were):\n  - '
            ~ problems | join('\n  - ')
        ) %}
    {% endif %}
{% endmacro %}
