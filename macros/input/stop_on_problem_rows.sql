{# Ends the run when a relation of problems has rows; each row is one sentence that says what to do. #}
{% macro stop_on_problem_rows(problem_relation) %}
    {% if execute %}
        {% set problems = run_query('select problem from ' ~ problem_relation ~ ' order by problem') %}
        {% do stop_on_problems('The scores were not computed', problems.columns[0].values() | list) %}
    {% endif %}
{% endmacro %}
