{# The comma-separated files of a table as [(file, [column names])], read from the first line of each. #}
{% macro csv_headers(path) %}
    {% set headers = [] %}
    {% for file in run_query('select file from glob(' ~ sql_text(path) ~ ') order by file').columns[0].values() %}
        {% set lines = run_query('select line from ' ~ line_reader(file, 'ignore_errors = true') ~ ' limit 1') %}
        {% set first_line = (lines.columns[0].values()[0] if lines.rows) or '' %}
        {% set columns = [] %}
        {% for name in modules.re.split(',(?=(?:[^"]*"[^"]*")*[^"]*$)', first_line | replace('\ufeff', '')) %}
            {% do columns.append(name | trim | replace('"', '')) %}
        {% endfor %}
        {% do headers.append((file, columns)) %}
    {% endfor %}
    {{ return(headers) }}
{% endmacro %}

{# What keeps the header of a comma-separated file from being read, as messages. #}
{% macro csv_header_problems(table_name, path) %}
    {% set problems = [] %}
    {% set key = raw_key_columns()[table_name] %}
    {% for file, columns in csv_headers(path) %}
        {% set lower_names = columns | map('lower') | list %}
        {% if key not in lower_names and not begins_with_utf8(file) %}
            {% do problems.append(table_name ~ ': the first line of ' ~ file ~ ' is not UTF-8; write the file in '
                ~ 'UTF-8') %}
        {% elif columns == [''] %}
            {% do problems.append(table_name ~ ': ' ~ file ~ ' is empty or begins with an empty line; write the '
                ~ 'names of the columns as its first line') %}
        {% elif key not in modules.re.findall('[a-z_]+', lower_names | join(',')) %}
            {# perhaps no header but the first row: its values must not be shown #}
            {% do problems.append(table_name ~ ': the first line of ' ~ file ~ ' does not name the column ' ~ key
                ~ '; write the names of the columns as the first line of the file') %}
        {% elif columns | length == 1 %}
            {% do problems.append(table_name ~ ': ' ~ file ~ ' has the single column ' ~ columns[0]
                ~ ', which looks like another delimiter than the comma; write the file with commas') %}
        {% elif '' in columns or lower_names | unique | list | length < columns | length %}
            {% do problems.append(table_name ~ ': ' ~ file ~ ' leaves the name of a column empty or gives it twice ('
                ~ columns | join(', ') ~ '); give every column its own name') %}
        {% endif %}
    {% endfor %}
    {{ return(problems) }}
{% endmacro %}

{# Whether the first line of a file is UTF-8; another one was passed over when the header was read. #}
{% macro begins_with_utf8(file) %}
    {% do run_query('select min(line) from ' ~ line_reader(file, bad_lines_options())) %}
    {% set bad_lines = run_query('select count(*) from bad_lines where line = 1').columns[0].values()[0] %}
    {% do drop_bad_lines() %}
    {{ return(bad_lines == 0) }}
{% endmacro %}

{# Reads the comma-separated files of a table into a table whose columns are all text: the base models cast,
   so that a value that can not be read refuses its row and not the file. Columns that the contract does not
   know stay in the files: no copy of them is made. A line that can not be split into the columns becomes a
   row whose id is its place and whose loaded_at is what is wrong with it, so that its base model refuses it.
   Returns messages on files that end inside a quoted text: the engine would drop their last rows without an
   error. #}
{% macro load_csv_files(table, path) %}
    {% set relation = table.schema ~ '.' ~ table.name %}
    {% set key = raw_key_columns()[table.name] %}
    {% set names = table.columns.keys() | map('lower') | list %}
    {% do run_query('create table ' ~ relation ~ ' (' ~ names | join(' varchar, ') ~ ' varchar)') %}

    {% set problems = [] %}
    {% for file, columns in csv_headers(path) %}
        {% set read_names = columns | map('lower') | select('in', names) | join(', ') %}
        {% set rows_before = run_query('select count(*) from ' ~ relation).columns[0].values()[0] %}
        {% do run_query('insert into ' ~ relation ~ ' by name select ' ~ read_names ~ ' from '
            ~ csv_reader(file, columns, bad_lines_options())) %}
        {% do run_query(
            'insert into ' ~ relation ~ ' by name '
            ~ "select 'line ' || line || ' of ' || parse_filename(" ~ sql_text(file) ~ ') as ' ~ key ~ ', '
            ~ "lower(string_agg(distinct error_type, ' and ' order by error_type)) as loaded_at "
            ~ 'from bad_lines group by line'
        ) %}
        {% set rows_read = run_query('select count(*) from ' ~ relation).columns[0].values()[0] - rows_before %}
        {% set rows_present = run_query('select count(*) from ' ~ csv_reader(file, columns,
            'strict_mode = false, null_padding = true, max_line_size = 268435456')).columns[0].values()[0] %}
        {% do drop_bad_lines() %}
        {% if rows_present > rows_read %}
            {% do problems.append(table.name ~ ': ' ~ file ~ ' ends inside a quoted text that begins in row '
                ~ (rows_read + 1) ~ ' below the header; close the quote, and write a quote inside a text twice') %}
        {% endif %}
    {% endfor %}
    {{ return(problems) }}
{% endmacro %}

{# The options with which a reader lists the lines that it can not read, and the end of such a list. #}
{% macro bad_lines_options() %}
    {{ return("store_rejects = true, rejects_table = 'bad_lines', rejects_scan = 'bad_line_scans'") }}
{% endmacro %}

{% macro drop_bad_lines() %}
    {% do run_query('drop table bad_lines') %}
    {% do run_query('drop table bad_line_scans') %}
{% endmacro %}

{# A reader for the lines of a file, whatever they hold. #}
{% macro line_reader(file, options) %}
    {{ return(
        'read_csv(' ~ file_text(file) ~ ", columns = {'line': 'varchar'}, header = false, auto_detect = false, "
        ~ "delim = chr(1), quote = '', escape = '', strict_mode = false, parallel = false, "
        ~ "hive_partitioning = false, " ~ options ~ ')'
    ) }}
{% endmacro %}

{# A reader for one comma-separated file with a header; every column is text. #}
{% macro csv_reader(file, columns, options) %}
    {% set types = [] %}
    {% for name in columns %}
        {% do types.append(sql_text(name | lower) ~ ": 'varchar'") %}
    {% endfor %}
    {{ return(
        'read_csv(' ~ file_text(file) ~ ', columns = {' ~ types | join(', ') ~ '}, header = true, '
        ~ "auto_detect = false, delim = ',', quote = '\"', escape = '\"', parallel = false, "
        ~ 'hive_partitioning = false, ' ~ options ~ ')'
    ) }}
{% endmacro %}
