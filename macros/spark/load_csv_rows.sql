{# Writes the rows of a seed as literals: the adapter's own macro turns nothing into the text None and ends a text at an
   apostrophe. #}
{% macro spark__load_csv_rows(model, agate_table) %}
    {% set column_types = model.config.get('column_types', {}) %}
    {% set types = [] %}
    {% for name in agate_table.column_names %}
        {% do types.append(column_types.get(name, adapter.convert_type(agate_table, loop.index0))) %}
    {% endfor %}
    {% set first_statement = [] %}
    {% for rows in agate_table.rows | batch(2000) %}
        {% set literals = [] %}
        {% for row in rows %}
            {% set values = [] %}
            {% for value in row %}
                {% do values.append('null' if value is none
                    else 'cast(' ~ (value if value is number else spark_text(value)) ~ ' as ' ~ types[loop.index0] ~ ')') %}
            {% endfor %}
            {% do literals.append('(' ~ values | join(', ') ~ ')') %}
        {% endfor %}
        {% set sql = 'insert into ' ~ this ~ ' values ' ~ literals | join(', ') %}
        {% do adapter.add_query(sql, abridge_sql_log=True) %}
        {% do first_statement.append(sql) if loop.first %}
    {% endfor %}
    {{ return(first_statement[0] if first_statement else '') }}
{% endmacro %}

{# A value as an SQL text of Spark, which reads a backslash as the begin of an escape. #}
{% macro spark_text(value) %}
    {{ return("'" ~ value | string | replace('\\', '\\\\') | replace("'", "\\'") ~ "'") }}
{% endmacro %}
