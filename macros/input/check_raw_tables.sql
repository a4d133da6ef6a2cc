{# Stops the run before any model when a raw table or column is missing or has another type than declared,
   and reports columns that hold protected attributes (no model selects them). #}
{% macro check_raw_tables() %}
    {% if execute and flags.WHICH in ['run', 'build', 'test', 'freshness'] %}
        {% set problems = [] %}
        {% set is_schema = env_var('CX_RAW_SCHEMA', '') != '' %}
        {% set forms = {} if is_schema else raw_file_forms(raw_folder()) %}
        {% for table in raw_tables() %}
            {% set is_text = not is_schema and forms[table.name][0].endswith('.csv') %}
            {% set relation = load_relation(source('raw', table.name)) %}
            {% if relation is none %}
                {% do problems.append(table.name ~ ': expected the table ' ~ source('raw', table.name)
                    ~ ' and found none; load it, or correct CX_RAW_SCHEMA') %}
            {% else %}
                {% set found = found_columns(relation, forms[table.name][0] if is_text) %}
                {% do problems.extend(column_problems(table, found, is_text)) %}
                {% do report_protected_attributes(table.name, found.keys()) %}
            {% endif %}
        {% endfor %}
        {% do stop_on_problems('The input does not follow the contract in docs/data-contract.md', problems) %}
    {% endif %}
{% endmacro %}

{# The columns of a raw table as {name: type}. A table of comma-separated files holds those of the contract alone: all
   that they have is in their headers. #}
{% macro found_columns(relation, csv_form=none) %}
    {{ return(adapter.dispatch('found_columns')(relation, csv_form)) }}
{% endmacro %}

{% macro default__found_columns(relation, csv_form) %}
    {% set found = {} %}
    {% if csv_form %}
        {% for name in csv_headers(file_pattern(raw_folder()) ~ '/' ~ csv_form) | map(attribute=1) | sum(start=[]) %}
            {% do found.update({name | lower: 'VARCHAR'}) %}
        {% endfor %}
    {% else %}
        {% for column in adapter.get_columns_in_relation(relation) %}
            {% do found.update({column.name | lower: column.dtype | upper}) %}
        {% endfor %}
    {% endif %}
    {{ return(found) }}
{% endmacro %}

{# What is wrong with the columns of one raw table, as messages. Comma-separated files have no types: their
   columns are text, and values that can not be read refuse their rows. Everything else has types. #}
{% macro column_problems(table, found, is_text) %}
    {% set accepted = {
        'varchar': ['VARCHAR', 'CHARACTER VARYING', 'TEXT', 'STRING', 'CHAR', 'UUID', 'ENUM', 'BIGINT', 'INTEGER'],
        'integer': ['INTEGER', 'BIGINT', 'SMALLINT', 'TINYINT', 'HUGEINT', 'UINTEGER', 'UBIGINT', 'USMALLINT',
            'UTINYINT', 'INT'],
        'double': ['DOUBLE', 'FLOAT', 'REAL', 'DECIMAL', 'INTEGER', 'BIGINT', 'SMALLINT', 'TINYINT', 'INT'],
        'boolean': ['BOOLEAN'],
        'date': ['DATE', 'TIMESTAMP'],
        'timestamp': ['TIMESTAMP', 'TIMESTAMP_NS', 'TIMESTAMP_MS', 'TIMESTAMP_S', 'TIMESTAMPTZ', 'TIMESTAMP_NTZ',
            'TIMESTAMP WITH TIME ZONE']
    } %}
    {% set problems = [] %}
    {# without the key these may be no names at all but the values of a first row: not shown #}
    {% set unknown_names = found.keys() | reject('in', table.columns.keys() | map('lower') | list) | list
        if raw_key_columns()[table.name] in found else [] %}
    {% for name, column in table.columns.items() if name | lower in found or not column.meta.get('optional') %}
        {% set declared = column.data_type | lower %}
        {% set found_type = found.get(name | lower) %}
        {% if found_type is none %}
            {% do problems.append(table.name ~ '.' ~ name ~ ': expected a column of type ' ~ declared
                ~ ' and found none; add it where the feed is written, empty if nothing is known'
                ~ (', or rename the column that holds it (not in the contract: ' ~ unknown_names | join(', ') ~ ')'
                    if unknown_names)) %}
        {% elif not is_text and found_type.split('(')[0] not in accepted[declared] %}
            {% do problems.append(table.name ~ '.' ~ name ~ ': expected type ' ~ declared ~ ' and found '
                ~ found_type ~ '; cast the column where the feed is written') %}
        {% endif %}
    {% endfor %}
    {{ return(problems) }}
{% endmacro %}

{# Warns about columns whose names mean a protected attribute, however they are written: dateOfBirth is
   date_of_birth. They are in no model's select list. #}
{% macro report_protected_attributes(table_name, column_names) %}
    {% set protected_names = [] %}
    {% for name in var('protected_column_names') %}
        {% do protected_names.append(letters_and_digits(name)) %}
    {% endfor %}
    {% for name in column_names if letters_and_digits(name) in protected_names %}
        {% do exceptions.warn('raw.' ~ table_name ~ ' has the column ' ~ name ~ ', a protected attribute. '
            ~ 'It is not read by any model; better leave it out of the feed.') %}
    {% endfor %}
{% endmacro %}

{# What a name says without its spelling: its letters and digits in lower case. #}
{% macro letters_and_digits(name) %}
    {{ return(modules.re.sub('[^a-z0-9]', '', name | lower)) }}
{% endmacro %}
