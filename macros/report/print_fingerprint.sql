{# Prints one hash for each table of scores and, as the last line, one over all: databases with the same last line
   hold the same scores in every column, whatever the order of rows, the threads and the engine. It only reads.
   Called by `make fingerprint`. #}
{% macro print_fingerprint() %}
    {% set fingerprints = [] %}
    {% for name in ['fct_customer_scores_daily', 'fct_score_drivers_daily', 'fct_customer_scores_current'] %}
        {% set relation = load_relation(ref(name)) %}
        {% if relation is none %}
            {% do exceptions.raise_compiler_error('There is no ' ~ ref(name) ~ ': run `make build` first') %}
        {% endif %}
        {% set day_hashes = [] %}
        {% for span in run_query(day_spans(relation)) %}
            {% do day_hashes.extend(run_query(hashes_by_day(relation, span[0], span[1])).columns[1].values()) %}
        {% endfor %}
        {% do fingerprints.append(local_md5(day_hashes | join('\n'))) %}
        {% do print(name ~ ' ' ~ fingerprints[-1]) %}
    {% endfor %}
    {% do print(local_md5(fingerprints | join('\n'))) %}
{% endmacro %}

{# The days of a table in spans of a million rows, or of a day that has more: what one query holds in memory. #}
{% macro day_spans(relation) %}
    select
        min(score_date) as first_day,
        max(score_date) as last_day
    from (
        select
            score_date,
            {{ int_div('sum(count(*)) over (order by score_date nulls last)', 1000000) }} as span_number
        from {{ relation }}
        group by score_date
    ) as days
    group by span_number
    order by first_day
{% endmacro %}

{# A query for the hash of each day: of the hashes of its rows, in their order. A row is hashed as its columns in
   alphabetical order, where `=` before a value tells an empty text from no value. #}
{% macro hashes_by_day(relation, first_day, last_day) %}
    {%- set columns = adapter.get_columns_in_relation(relation) %}
    select
        score_date,
        md5({{ sorted_concat('row_hash') }}) as day_hash
    from (
        select
            score_date,
            md5(concat_ws(
                chr(31)
                {%- for name in columns | map(attribute='name') | map('lower') | sort %},
                coalesce('=' || cast({{ name }} as {{ dbt.type_string() }}), '')
                {%- endfor %}
            )) as row_hash
        from {{ relation }}
        where score_date between date '{{ first_day }}' and date '{{ last_day }}'
    ) as hashed_rows
    group by score_date
    order by score_date
{% endmacro %}
