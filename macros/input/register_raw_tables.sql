{# Makes the files of each raw table readable under the schema of the source, so that models read a source as a
   table wherever it comes from. Skipped when CX_RAW_SCHEMA names a schema that holds the tables. #}
{% macro register_raw_tables() %}
    {% if execute and flags.WHICH in ['run', 'build', 'test', 'freshness'] and env_var('CX_RAW_SCHEMA', '') == '' %}
        {% do adapter.dispatch('register_raw_tables')() %}
    {% endif %}
{% endmacro %}

{# Parquet files become views. Comma-separated files become tables: they are read once, and lines that can not
   be split into columns become rows of their own, which the base models refuse. #}
{% macro default__register_raw_tables() %}
    {% set folder = raw_folder() %}
    {% set forms = raw_file_forms(folder) %}
    {% do stop_on_problems('The raw folder is not complete', folder_problems(folder, forms)) %}

    {% set problems = [] %}
    {% for table in raw_tables() %}
        {% set path = file_pattern(folder) ~ '/' ~ forms[table.name][0] %}
        {% if path.endswith('.parquet') %}
            {% do problems.extend(damaged_parquet_files(table.name, path)) %}
        {% else %}
            {% do problems.extend(csv_header_problems(table.name, path)) %}
        {% endif %}
    {% endfor %}
    {% do stop_on_problems('Raw files can not be read', problems) %}

    {% do run_query('create schema if not exists ' ~ raw_tables()[0].schema) %}
    {% for table in raw_tables() %}
        {% set path = file_pattern(folder) ~ '/' ~ forms[table.name][0] %}
        {% do drop_raw_table(table) %}
        {% if path.endswith('.parquet') %}
            {% do run_query('create view ' ~ table.schema ~ '.' ~ table.name ~ ' as select * from read_parquet('
                ~ sql_text(path) ~ ', union_by_name = true)') %}
        {% else %}
            {% do problems.extend(load_csv_files(table, path)) %}
        {% endif %}
    {% endfor %}
    {% do stop_on_problems('Raw files can not be read', problems) %}
{% endmacro %}

{# What keeps a raw folder from being read: no files for a table, or files in two forms. #}
{% macro folder_problems(folder, forms) %}
    {% set problems = [] %}
    {% for table in raw_tables() %}
        {% set found = forms[table.name] %}
        {% if found | length == 0 %}
            {% do problems.append(table.name ~ ': expected ' ~ table.name ~ '.parquet or ' ~ table.name
                ~ '.csv or a folder ' ~ table.name ~ ' of such files in ' ~ folder ~ ' and found none; write a '
                ~ 'file with the columns and no rows if there is nothing to say') %}
        {% elif found | length > 1 %}
            {% do problems.append(table.name ~ ': expected one source and found ' ~ found | join(' and ')
                ~ ' in ' ~ folder ~ '; keep one of them') %}
        {% endif %}
    {% endfor %}
    {% if forms.values() | map('length') | sum == 0 %}
        {% set problems = ['CX_RAW_PATH: the folder ' ~ folder ~ ' holds none of the tables '
            ~ forms.keys() | join(', ') ~ '; run `make example` to write the example, or set CX_RAW_PATH to '
            ~ 'the folder with your own files (a relative path counts from where dbt is started)'] %}
    {% endif %}
    {{ return(problems) }}
{% endmacro %}

{# Removes what an earlier run registered: a view or a table. #}
{% macro drop_raw_table(table) %}
    {% set kinds = run_query(
        'select table_type from information_schema.tables where table_schema = ' ~ sql_text(table.schema)
        ~ ' and table_name = ' ~ sql_text(table.name)
    ) %}
    {% for row in kinds %}
        {% do run_query('drop ' ~ ('view ' if row[0] == 'VIEW' else 'table ') ~ table.schema ~ '.' ~ table.name) %}
    {% endfor %}
{% endmacro %}

{# The Parquet files of a table that do not end as such files do, as messages. Tables too large to be read
   whole for this are left to the engine, whose own error names the file too. #}
{% macro damaged_parquet_files(table_name, path) %}
    {% set problems = [] %}
    {% set files = run_query('select filename, size from read_blob(' ~ sql_text(path) ~ ')') %}
    {% for row in files if files.columns[1].values() | sum < 268435456 %}
        {% set is_whole = run_query(
            "select array_slice(content, -4, -1) = 'PAR1'::blob from read_blob(" ~ file_text(row[0]) ~ ')'
        ).columns[0].values()[0] %}
        {% if not is_whole %}
            {% do problems.append(table_name ~ ': ' ~ row[0] ~ ' (' ~ row[1] ~ ' bytes) does not end as a Parquet '
                ~ 'file does, as if its writing had been cut off; write the file again') %}
        {% endif %}
    {% endfor %}
    {{ return(problems) }}
{% endmacro %}

{# A text as an SQL literal. #}
{% macro sql_text(value) %}
    {{ return("'" ~ value | replace("'", "''") ~ "'") }}
{% endmacro %}
