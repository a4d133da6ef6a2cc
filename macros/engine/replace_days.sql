{# Replaces days of a table with a row per customer and day; `days` is a query with the columns score_date and reason. Of
   days that are written for the data of some customers, or compared again, DuckDB takes the rows of those customers and
   the rows that differ: of a day that is restated for a few customers most stay. Spark overwrites the partitions of the
   days, each of which is a folder of its own, and drops those of days without new rows. #}
{% macro replace_days(relation, new_rows, days) %}
    {% do adapter.dispatch('replace_days')(relation, new_rows, days) %}
{% endmacro %}

{% macro default__replace_days(relation, new_rows, days) %}
    {% set columns = adapter.get_columns_in_relation(relation) | map(attribute='name') | join(', ') %}
    {% set days_in_part = '(select score_date, reason from (' ~ days ~ ") as days where reason in ('data', 'comparison'))" %}
    {% call statement('replace_days') %}
        delete from {{ relation }} as held
        using ({{ days }}) as days
        where held.score_date = days.score_date and days.reason not in ('data', 'comparison');
        delete from {{ relation }} as held
        using (
            select new_rows.customer_id, new_rows.score_date
            from {{ new_rows }} as new_rows
            inner join {{ days_in_part }} as days on new_rows.score_date = days.score_date
            union all
            select touched.customer_id, days.score_date
            from {{ ref('int_touched_customers') }} as touched
            inner join {{ days_in_part }} as days
                on touched.touched_from_date <= days.score_date and days.reason = 'data'
        ) as replaced
        where held.customer_id = replaced.customer_id and held.score_date = replaced.score_date;
        insert into {{ relation }} ({{ columns }}) select {{ columns }} from {{ new_rows }};
    {% endcall %}
{% endmacro %}

{% macro spark__replace_days(relation, new_rows, days) %}
    {% set columns = adapter.get_columns_in_relation(relation) | map(attribute='name') | join(', ') %}
    {# set here, as a Thrift server takes no setting from the profile; without it all other days would be dropped #}
    {% do run_query('set spark.sql.sources.partitionOverwriteMode = dynamic') %}
    {# rows of a day go to one task and so to one file #}
    {% do run_query('insert overwrite table ' ~ relation ~ ' partition (score_date) select ' ~ columns ~ ' from '
        ~ new_rows ~ ' distribute by score_date') %}
    {% set empty_days = run_query('select days.score_date from (' ~ days ~ ') as days where days.score_date not in '
        ~ '(select new_rows.score_date from ' ~ new_rows ~ ' as new_rows)') %}
    {% for row in empty_days %}
        {% do run_query('alter table ' ~ relation ~ " drop if exists partition (score_date = date '" ~ row[0] ~ "')") %}
    {% endfor %}
{% endmacro %}

{# How a new table is divided, so that a part of it can be replaced: by a column, on Spark. #}
{% macro partitioned_by(column) %}
    {{- adapter.dispatch('partitioned_by')(column) -}}
{% endmacro %}

{% macro default__partitioned_by(column) %}{% endmacro %}

{% macro spark__partitioned_by(column) %}
    {{- ' partitioned by (' ~ column ~ ')' -}}
{% endmacro %}
