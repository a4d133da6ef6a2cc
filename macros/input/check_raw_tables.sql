{# Stops the run before any model when a raw table or column is missing or has another type than declared,
   and reports columns that hold protected attributes (no model selects them). #}
{% macro check_raw_tables() %}
    {% if execute and flags.WHICH in ['run', 'build', 'test', 'seed'] %}
        {% set problems = [] %}
        {% for table in raw_tables() %}
            {% set relation = load_relation(source('raw', table.name)) %}
            {% if relation is none %}
                {% do problems.append(table.name ~ ': expected the table ' ~ source('raw', table.name)
                    ~ ' and found none; load it, or correct CX_RAW_SCHEMA') %}
            {% else %}
                {% set found = {} %}
                {% for column in adapter.get_columns_in_relation(relation) %}
                    {% do found.update({column.name | lower: column.dtype | upper}) %}
                {% endfor %}
                {% do problems.extend(column_problems(table, found)) %}
                {% do report_protected_attributes(table.name, found.keys()) %}
            {% endif %}
        {% endfor %}
        {% do stop_on_problems('The input does not follow the contract in docs/data-contract.md', problems) %}
    {% endif %}
{% endmacro %}

{# What is wrong with the columns of one raw table, as messages. Text is accepted for every column, because
   comma-separated files have no types; values that can not be read then refuse their rows. #}
{% macro column_problems(table, found) %}
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
    {% for name, column in table.columns.items() %}
        {% set declared = column.data_type | lower %}
        {% set found_type = found.get(name | lower) %}
        {% if found_type is none %}
            {% do problems.append(table.name ~ '.' ~ name ~ ': expected a column of type ' ~ declared
                ~ ' and found none (the table has ' ~ found.keys() | join(', ') ~ ')'
                ~ (', which looks like another delimiter than the comma' if found | length == 1)) %}
        {% elif found_type.split('(')[0] not in accepted[declared] and not is_csv_text(found) %}
            {% do problems.append(table.name ~ '.' ~ name ~ ': expected type ' ~ declared ~ ' and found '
                ~ found_type ~ '; cast the column where the feed is written') %}
        {% endif %}
    {% endfor %}
    {{ return(problems) }}
{% endmacro %}

{# Whether a table comes from comma-separated files: every column is text. #}
{% macro is_csv_text(found) %}
    {{ return(env_var('CX_RAW_SCHEMA', '') == '' and found.values() | unique | list == ['VARCHAR']) }}
{% endmacro %}

{# Warns about columns whose names mean a protected attribute. They are in no model's select list. #}
{% macro report_protected_attributes(table_name, column_names) %}
    {% for name in column_names if name in var('protected_column_names') %}
        {% do exceptions.warn('raw.' ~ table_name ~ ' has the column ' ~ name ~ ', a protected attribute. '
            ~ 'It is not read by any model; better leave it out of the feed.') %}
    {% endfor %}
{% endmacro %}
