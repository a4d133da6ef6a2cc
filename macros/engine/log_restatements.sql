{# Adds the restatements of days to fct_score_restatements, before the days are written. DuckDB writes both in one
   transaction. On Spark a run may stop between the two: then the last restatement of a customer on a day says that it
   replaced what is still there. Such rows are left out when the day is written again. #}
{% macro log_restatements(target_relation, new_rows, written_days) %}
    {% do adapter.dispatch('log_restatements')(target_relation, new_rows, written_days) %}
{% endmacro %}

{% macro default__log_restatements(target_relation, new_rows, written_days) %}
    {% set log = ref('fct_score_restatements') %}
    {% call statement('restatements') %}
        insert into {{ log }} ({{ restatement_columns() | join(', ') }})
        {{ restatements(target_relation, new_rows, written_days, log) }}
    {% endcall %}
{% endmacro %}

{% macro spark__log_restatements(target_relation, new_rows, written_days) %}
    {% set log = ref('fct_score_restatements') %}
    {% set columns = restatement_columns() | join(', ') %}
    {% set rows_of_days %}
        with days as ({{ written_days }}),

        numbered as (
            select
                log_rows.*,
                row_number() over (
                    partition by log_rows.customer_id, log_rows.score_date order by log_rows.revision desc nulls last
                ) as newness
            from {{ log }} as log_rows
            where log_rows.score_date in (select days.score_date from days)
        ),

        finished as (
            select {% for name in restatement_columns() %}numbered.{{ name }}{{ ', ' if not loop.last }}{% endfor %}
            from numbered
            left join {{ target_relation }} as held
                on numbered.newness = 1
                    and numbered.customer_id = held.customer_id
                    and numbered.score_date = held.score_date
            where numbered.newness > 1
                or {{ scores_differ('held', 'numbered', '_before') }}
        ),

        new_restatements as (
            {{ restatements(target_relation, new_rows, written_days, 'finished') }}
        )

        select {{ columns }} from finished
        union all
        select {{ columns }} from new_restatements
    {% endset %}
    {% set new_log_rows = working_table(log, rows_of_days) %}
    {% do replace_days(log, new_log_rows, written_days) %}
    {% do run_query('drop table ' ~ new_log_rows) %}
{% endmacro %}
