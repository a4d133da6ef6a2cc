{# Replaces whole days of a table with a row per customer and day by new rows; `days` is a query with the column
   score_date. Spark overwrites the partitions of those days, each of which is a folder of its own, and drops those of
   days without new rows. #}
{% macro replace_days(relation, new_rows, days) %}
    {% do adapter.dispatch('replace_days')(relation, new_rows, days) %}
{% endmacro %}

{# Rows that stay as they are are not written again: of a day that is restated for a few customers most do. #}
{% macro default__replace_days(relation, new_rows, days) %}
    {% set columns = adapter.get_columns_in_relation(relation) | map(attribute='name') | list %}
    {% set is_of_days = 'held.score_date in (select days.score_date from (' ~ days ~ ') as days)' %}
    {% set has_same_key = 'held.customer_id = new_rows.customer_id and held.score_date = new_rows.score_date' %}
    {% call statement('replace_days') %}
        delete from {{ relation }} as held
        where {{ is_of_days }}
            and not exists (
                select 1 from {{ new_rows }} as new_rows
                where {{ has_same_key }}
                    {% for name in columns if name not in ['customer_id', 'score_date'] %}
                        and held.{{ name }} is not distinct from new_rows.{{ name }}
                    {% endfor %}
            );
        insert into {{ relation }} ({{ columns | join(', ') }})
        select {{ columns | join(', ') }} from {{ new_rows }} as new_rows
        where not exists (select 1 from {{ relation }} as held where {{ has_same_key }} and {{ is_of_days }});
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
