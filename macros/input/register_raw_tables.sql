{# Puts a view over the files of each raw table into the schema of the source, so that models read a source
   as a table wherever it comes from. Skipped when CX_RAW_SCHEMA names a schema that holds the tables. #}
{% macro register_raw_tables() %}
    {% if execute and flags.WHICH in ['run', 'build', 'test', 'seed'] and env_var('CX_RAW_SCHEMA', '') == '' %}
        {% do adapter.dispatch('register_raw_tables')() %}
    {% endif %}
{% endmacro %}

{% macro default__register_raw_tables() %}
    {% set folder = env_var('CX_RAW_PATH', 'data/example') %}
    {% set forms = {} %}
    {% for row in run_query(raw_file_forms(folder)) %}
        {% do forms.setdefault(row[0], []).append(row[1]) %}
    {% endfor %}

    {% set problems = [] %}
    {% for table in raw_tables() %}
        {% set found = forms.get(table.name, []) %}
        {% if found | length == 0 %}
            {% do problems.append(table.name ~ ': expected ' ~ folder ~ '/' ~ table.name ~ '.parquet or .csv '
                ~ 'and found neither; write an empty file with the columns if there is nothing to say') %}
        {% elif found | length > 1 %}
            {% do problems.append(table.name ~ ': expected one source and found ' ~ found | join(' and ')
                ~ ' in ' ~ folder ~ '; keep one of them') %}
        {% endif %}
    {% endfor %}
    {% if forms | length == 0 %}
        {% set problems = ['CX_RAW_PATH is ' ~ folder ~ ' and it holds no table; run `make example` to write '
            ~ 'the example, or set CX_RAW_PATH to the folder with your own files'] %}
    {% endif %}
    {% do stop_on_problems('The raw folder is not complete', problems) %}

    {% do run_query('create schema if not exists ' ~ raw_tables()[0].schema) %}
    {% for table in raw_tables() %}
        {% set path = folder ~ '/' ~ forms[table.name][0] %}
        {% if path.endswith('.parquet') %}
            {% do stop_on_problems('A Parquet file is damaged', damaged_parquet_files(table.name, path)) %}
            {% set reader = 'read_parquet(' ~ sql_text(path) ~ ', union_by_name = true)' %}
        {% else %}
            {% set reader = csv_reader(path) %}
        {% endif %}
        {% do run_query('create or replace view ' ~ table.schema ~ '.' ~ table.name
            ~ ' as select * from ' ~ reader) %}
    {% endfor %}
{% endmacro %}

{# A query for the ways in which each raw table is present below a folder: one file, or a folder of files. #}
{% macro raw_file_forms(folder) %}
    with files as (
        select substr(replace(file, chr(92), '/'), length({{ sql_text(folder) }}) + 2) as path
        from glob({{ sql_text(folder ~ '/**') }})
    ),

    tables as (
        select unnest([{% for table in raw_tables() %}'{{ table.name }}',{% endfor %}]) as table_name
    ),

    endings as (
        select unnest(['.parquet', '.csv']) as ending
    )

    select distinct
        tables.table_name,
        case
            when files.path = tables.table_name || endings.ending then files.path
            else tables.table_name || '/**/*' || endings.ending
        end as form
    from tables
    cross join endings
    inner join files
        on
            files.path = tables.table_name || endings.ending
            or (
                starts_with(files.path, tables.table_name || '/')
                and ends_with(files.path, endings.ending)
            )
    order by all
{% endmacro %}

{# The files of a table that do not end as Parquet files do, as messages. Files too large to be read whole
   for this are left to the engine, whose own error names them too. #}
{% macro damaged_parquet_files(table_name, path) %}
    {% set problems = [] %}
    {% set sizes = run_query('select filename, size from read_blob(' ~ sql_text(path) ~ ')') %}
    {% for row in sizes if row[1] < 268435456 %}
        {% set is_whole = run_query(
            "select right(hex(content), 8) = '50415231' from read_blob(" ~ sql_text(row[0]) ~ ')'
        ).columns[0].values()[0] %}
        {% if not is_whole %}
            {% do problems.append(table_name ~ ': ' ~ row[0] ~ ' (' ~ row[1] ~ ' bytes) has no Parquet footer, '
                ~ 'as if its writing had been cut off; write the file again') %}
        {% endif %}
    {% endfor %}
    {{ return(problems) }}
{% endmacro %}

{# A reader for comma-separated files with a header, every column as text: the base models cast, so that a
   value that can not be read refuses its row and not the file. #}
{% macro csv_reader(path) %}
    {% set first_file = run_query('select min(file) from glob(' ~ sql_text(path) ~ ')').columns[0].values()[0] %}
    {% set header = run_query(
        "select line from read_csv(" ~ sql_text(first_file) ~ ", columns = {'line': 'varchar'}, delim = chr(1), "
        ~ "quote = '', escape = '', header = false, auto_detect = false, ignore_errors = true) limit 1"
    ) %}
    {% set columns = [] %}
    {% for name in (header.columns[0].values()[0] if header.rows else '').split(',') %}
        {% do columns.append(sql_text(name | trim | replace('"', '') | replace('\ufeff', '')) ~ ": 'varchar'") %}
    {% endfor %}
    {{ return(
        'read_csv(' ~ sql_text(path) ~ ', columns = {' ~ columns | join(', ') ~ '}, header = true, '
        ~ "auto_detect = false, delim = ',', quote = '\"', escape = '\"', null_padding = true, parallel = false)"
    ) }}
{% endmacro %}

{# A text as an SQL literal. #}
{% macro sql_text(value) %}
    {{ return("'" ~ value | replace("'", "''") ~ "'") }}
{% endmacro %}
