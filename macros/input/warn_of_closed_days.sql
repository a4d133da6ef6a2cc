{# Prints how many records of this run's loads came too late for some of the days that they touch, and how to
   apply them all the same. A post-hook of int_closed_touches. #}
{% macro warn_of_closed_days() %}
    {% for row in run_query(
        'select source_table, count(distinct source_record_id), min(first_closed_date), max(last_closed_date) from '
        ~ this ~ ' where newest_loaded_at = (select max(newest_loaded_at) from ' ~ ref('int_data_coverage')
        ~ ') group by source_table order by source_table'
    ) %}
        {% do exceptions.warn(row[0] ~ ': ' ~ row[1] ~ ' records came too late for days from ' ~ row[2] ~ ' to '
            ~ row[3] ~ ', which are closed and keep their scores. To apply them, run once with --vars '
            ~ "'{score_from: " ~ row[2] ~ ', score_to: ' ~ row[3] ~ "}'") %}
    {% endfor %}
{% endmacro %}
