{# Keeps the engine within CX_THREADS and CX_MEMORY_LIMIT, where they are set. What does not fit into the memory goes to
   a folder beside the database. Spark has settings of its own for this. #}
{% macro limit_resources() %}
    {% if execute and flags.WHICH in ['run', 'build', 'test', 'seed'] %}
        {% do adapter.dispatch('limit_resources')() %}
    {% endif %}
{% endmacro %}

{% macro default__limit_resources() %}
    {% set memory_limit = env_var('CX_MEMORY_LIMIT', '') | string %}
    {% if not modules.re.fullmatch('([0-9.]+ ?[KMGT]i?B)?', memory_limit) %}
        {% do stop_on_problems('The settings of this run can not be used',
            ["CX_MEMORY_LIMIT is '" ~ memory_limit ~ "': write an amount of memory, for example 8GB"]) %}
    {% endif %}
    {% for setting, value in {'threads': env_var('CX_THREADS', ''), 'memory_limit': memory_limit}.items() if value %}
        {% do run_query('set global ' ~ setting ~ ' = ' ~ sql_text(value)) %}
    {% endfor %}
{% endmacro %}

{% macro spark__limit_resources() %}{% endmacro %}
