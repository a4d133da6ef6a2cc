{# Prints where the scores are and the worst and best customers of the newest day, with the factor that
   moves each score most from neutral. Called by `make build`. #}
{% macro print_scores(row_limit=5) %}
    {% set scores = ref('fct_customer_scores_current') %}
    {% set day = run_query(
        'select score_date, count(*) from ' ~ scores ~ ' group by score_date'
    ).rows[0] %}
    {% set days = run_query(
        'select count(distinct score_date), count(*) from ' ~ ref('fct_customer_scores_daily')
    ).rows[0] %}
    {% do print('\n' ~ day[1] ~ ' customers scored for ' ~ day[0] ~ '; ' ~ days[1] ~ ' scores of ' ~ days[0]
        ~ ' days are in the table fct_customer_scores_daily' ~ (' of ' ~ target.path if target.path)) %}
    {% for cohort in ['residents', 'prospects'] %}
        {% for title, direction in [('lowest', 'asc'), ('highest', 'desc')] %}
            {% do print('\n' ~ cohort ~ ', ' ~ title ~ ' scores') %}
            {% do run_query(extreme_scores(cohort, direction, row_limit)).print_table(max_columns=10, max_column_width=28) %}
        {% endfor %}
    {% endfor %}
{% endmacro %}

{# A query for the customers of a cohort at one end of the scores of the newest day. #}
{% macro extreme_scores(cohort, direction, row_limit) %}
    select
        scores.customer_id,
        cast(round(scores.score, 1) as decimal(4, 1)) as score,
        scores.score_band,
        cast(round(scores.cohort_percentile, 0) as integer) as percentile,
        scores.trend,
        cast(round(scores.confidence, 2) as decimal(3, 2)) as confidence,
        drivers.factor || ' ' || case when drivers.contribution > 0 then '+' else '' end
        || cast(cast(round(drivers.contribution, 1) as decimal(4, 1)) as string) as strongest_driver
    from {{ ref('fct_customer_scores_current') }} as scores
    inner join (
        select
            *,
            row_number() over (
                partition by customer_id
                order by abs(contribution) desc nulls last, factor nulls last
            ) as driver_number
        from {{ ref('fct_score_drivers_daily') }}
        where score_date = (select max(score_date) from {{ ref('fct_customer_scores_current') }})
    ) as drivers
        on
            scores.customer_id = drivers.customer_id
            and drivers.driver_number = 1
    where scores.cohort = '{{ cohort }}'
    order by scores.score {{ direction }}, scores.customer_id
    limit {{ row_limit | int }}
{% endmacro %}
