{# Prints the rows of a relation of warnings, and ends the run when any of some relations of problems has rows;
   each row is one sentence that says what to do. #}
{% macro stop_on_problem_rows(problem_relations, warning_relation) %}
    {% if execute %}
        {% for row in run_query('select warning from ' ~ warning_relation ~ ' order by warning') %}
            {% do exceptions.warn(row[0]) %}
        {% endfor %}
        {% set problems = [] %}
        {% for relation in problem_relations %}
            {% set rows = run_query('select problem from ' ~ relation ~ ' order by problem') %}
            {% do problems.extend(rows.columns[0].values()) %}
        {% endfor %}
        {% do stop_on_problems('The scores were not computed', problems) %}
    {% endif %}
{% endmacro %}
