{# The folder with the raw files. A relative CX_RAW_PATH counts from where dbt is started, as in any other
   program; the example lies in the project, wherever dbt is started. #}
{% macro raw_folder() %}
    {% set folder = env_var('CX_RAW_PATH', '') or invocation_args_dict.project_dir ~ '/data/example' %}
    {{ return((folder | string).rstrip('/')) }}
{% endmacro %}

{# The forms in which each raw table is present in a folder, as {table: [form]}: one file, or a folder of files. #}
{% macro raw_file_forms(folder) %}
    {% set forms = {} %}
    {% set searches = [] %}
    {% for table in raw_tables() %}
        {% do forms.update({table.name: []}) %}
        {% for form in ['.parquet', '.csv', '/**/*.parquet', '/**/*.csv'] %}
            {% do searches.append(
                'select ' ~ sql_text(table.name) ~ ', ' ~ sql_text(table.name ~ form)
                ~ ' where exists (from glob(' ~ sql_text(folder ~ '/' ~ table.name ~ form) ~ '))'
            ) %}
        {% endfor %}
    {% endfor %}
    {% for row in run_query(searches | join(' union all ')) %}
        {% do forms[row[0]].append(row[1]) %}
    {% endfor %}
    {{ return(forms) }}
{% endmacro %}
