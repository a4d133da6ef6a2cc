{# The folder with the raw files. A relative CX_RAW_PATH counts from where dbt is started, as in any other
   program; the example lies in the project, wherever dbt is started. #}
{% macro raw_folder() %}
    {% set folder = env_var('CX_RAW_PATH', '') or invocation_args_dict.project_dir ~ '/data/example' %}
    {{ return((folder | string).rstrip('/')) }}
{% endmacro %}

{# A path as a pattern that matches only itself: the marks of patterns in it lose their meaning. #}
{% macro file_pattern(path) %}
    {{ return(modules.re.sub('([*?[])', '[\\1]', path)) }}
{% endmacro %}

{# A file for a reader, as an SQL literal. #}
{% macro file_text(file) %}
    {{ return(sql_text(file_pattern(file))) }}
{% endmacro %}

{# The forms in which each raw table is present in a folder, as {table: [form]}: one file, or a folder of files. #}
{% macro raw_file_forms(folder) %}
    {{ return(adapter.dispatch('raw_file_forms')(folder)) }}
{% endmacro %}

{% macro default__raw_file_forms(folder) %}
    {% set forms = {} %}
    {% set searches = [] %}
    {% for table in raw_tables() %}
        {% do forms.update({table.name: []}) %}
        {% for form in ['.parquet', '.csv', '/**/*.parquet', '/**/*.csv'] %}
            {% do searches.append(
                'select ' ~ searches | length ~ ' as position, ' ~ sql_text(table.name) ~ ', '
                ~ sql_text(table.name ~ form) ~ ' where exists (from glob('
                ~ sql_text(file_pattern(folder) ~ '/' ~ table.name ~ form) ~ '))'
            ) %}
        {% endfor %}
    {% endfor %}
    {% for row in run_query(searches | join(' union all ') ~ ' order by position') %}
        {% do forms[row[1]].append(row[2]) %}
    {% endfor %}
    {{ return(forms) }}
{% endmacro %}
