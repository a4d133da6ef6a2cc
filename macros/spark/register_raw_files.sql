{# The raw files on Spark: each form becomes a table of the catalog that reads the files where they lie. Columns of
   comma-separated files are text; a line that can not be split into them becomes a row that its base model refuses. #}
{% macro spark__register_raw_tables() %}
    {% set folder = raw_folder() %}
    {% set forms = raw_file_forms(folder) %}
    {% do stop_on_problems('The raw folder is not complete', folder_problems(folder, forms)) %}
    {% do run_query('create schema if not exists ' ~ raw_tables()[0].schema) %}
    {# a relative path would count from the folder of the schema: the listing says what comes before it #}
    {% set root = run_query('select min(path) from raw_files').columns[0].values()[0].rpartition(folder)[0] %}
    {% for table in raw_tables() %}
        {% set form = forms[table.name][0] %}
        {% set path = root ~ folder ~ '/' ~ form.replace('/**/*', '/').split('/')[0] %}
        {% if form.endswith('.parquet') %}
            {% do register_files(table.name, 'parquet', path, {'mergeSchema': 'true'}) %}
        {% else %}
            {% do register_csv_files(table, path) %}
        {% endif %}
    {% endfor %}
{% endmacro %}

{# Makes a table of the catalog that reads files, which stay where they are; returns its name. #}
{% macro register_files(name, format, path, options, columns='') %}
    {% set relation = raw_tables()[0].schema ~ '.' ~ name %}
    {% set settings = ['path ' ~ spark_text(path), "recursiveFileLookup 'true'", "pathGlobFilter '*." ~ format ~ "'"] %}
    {% for option, value in options.items() %}
        {% do settings.append(option ~ ' ' ~ spark_text(value)) %}
    {% endfor %}
    {% do drop_registered(name) %}
    {% do run_query('create table ' ~ relation ~ columns ~ ' using ' ~ format
        ~ ' options (' ~ settings | join(', ') ~ ')') %}
    {{ return(relation) }}
{% endmacro %}

{# Registers comma-separated files: once to learn their columns, and again with one for lines that do not fit them. #}
{% macro register_csv_files(table, path) %}
    {% set name = table.name ~ '__lines' %}
    {% set options = {'header': 'true', 'multiLine': 'true', 'escape': '"', 'enforceSchema': 'false',
        'columnNameOfCorruptRecord': 'unread_line'} %}
    {% set columns = [] %}
    {% for column in run_query('describe ' ~ register_files(name, 'csv', path, options)) %}
        {% do columns.append(column[0]) %}
    {% endfor %}
    {% set types = [] %}
    {% for column in columns + ['unread_line'] %}
        {# a backquote in a name is written twice #}
        {% do types.append('`' ~ column | replace('`', '``') ~ '` string') %}
    {% endfor %}
    {% set lines = register_files(name, 'csv', path, options, ' (' ~ types | join(', ') ~ ')') %}

    {% set unread = {
        raw_key_columns()[table.name]: "concat('line ', md5(unread_line))", 'loaded_at': "'malformed line'"
    } %}
    {% set kept = [] %}
    {% for column in columns if column | lower in table.columns.keys() | map('lower') | list %}
        {% do kept.append('case when unread_line is null then `' ~ column ~ '` else '
            ~ unread.get(column | lower, 'null') ~ ' end as ' ~ column | lower) %}
    {% endfor %}
    {% do drop_registered(table.name) %}
    {% do run_query('create view ' ~ table.schema ~ '.' ~ table.name ~ ' as select ' ~ kept | join(', ')
        ~ ' from ' ~ lines) %}
{% endmacro %}

{# Removes what an earlier run registered under a name: a view or a table. The files stay. #}
{% macro drop_registered(name) %}
    {% set schema = raw_tables()[0].schema %}
    {% set views = run_query('show views in ' ~ schema ~ ' like ' ~ spark_text(name)) %}
    {% do run_query('drop ' ~ ('view ' if views.rows else 'table if exists ') ~ schema ~ '.' ~ name) %}
{% endmacro %}

{# The forms of the raw tables by a listing of the folder, which Spark gives for any kind of storage. #}
{% macro spark__raw_file_forms(folder) %}
    {% do run_query('create or replace temporary view raw_files using binaryFile options (path '
        ~ spark_text(folder) ~ ", recursiveFileLookup 'true')") %}
    {% set files = run_query('select distinct path from raw_files').columns[0].values() %}
    {% set forms = {} %}
    {% for table in raw_tables() %}
        {% set found = [] %}
        {% for form in ['.parquet', '.csv', '/**/*.parquet', '/**/*.csv'] %}
            {% set pattern = "^/" ~ table.name ~ ("/.*" if "/" in form) ~ "[.]" ~ form.split(".")[1] ~ "$" %}
            {% for file in files if modules.re.search(pattern, file.rpartition(folder)[2]) %}
                {% do found.append(table.name ~ form) if loop.first %}
            {% endfor %}
        {% endfor %}
        {% do forms.update({table.name: found}) %}
    {% endfor %}
    {{ return(forms) }}
{% endmacro %}

{# The columns of a raw table as {name: type}, of comma-separated files with those that the contract does not know. #}
{% macro spark__found_columns(relation, csv_form) %}
    {% set found = {} %}
    {% set described = relation ~ '__lines' if csv_form else relation %}
    {% for column in run_query('describe ' ~ described) if column[0] != 'unread_line' %}
        {% do found.update({column[0] | lower: column[1] | upper}) %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}
