-- what the materialization reads and writes beside this table
-- depends_on: {{ ref('int_scoring_days') }} {{ ref('int_day_chunks') }}
-- depends_on: {{ ref('int_chunk_days') }} {{ ref('int_written_days') }}
-- depends_on: {{ ref('int_touches') }} {{ ref('int_touched_customers') }}
-- depends_on: {{ ref('int_customer_days') }} {{ ref('int_daily_contacts') }}
-- depends_on: {{ ref('int_daily_issues') }} {{ ref('int_daily_topics') }}
-- depends_on: {{ ref('int_customer_scores') }}
-- depends_on: {{ ref('fct_score_restatements') }} {{ ref('int_day_writes') }}
{{ config(materialized='whole_days', partition_by='score_date', meta={
    'chunk_tables': [
        'int_customer_days', 'int_daily_contacts', 'int_daily_issues', 'int_daily_topics',
        'int_customer_scores', 'int_written_days'
    ],
    'changed_by': [
        {'relation': 'int_scoring_days', 'columns': {'score_date': 'score_date'}},
    ],
}) }}

{% set scored_columns = columns_of_scores() | reject('in', ['confidence', 'evidence_count']) | list
    + ['score_band', 'cohort_rank', 'cohort_size', 'cohort_percentile', 'priority'] %}

with ranked_scores as (select * from {{ ref('int_ranked_scores') }}),

written_days as (select * from {{ ref('int_batch_days') }}),

-- days that only have another day to compare with keep the scores they have
compared_scores as (
    select
        held.*,
        {{ held_standings('held') }}
    from {{ this }} as held
    inner join written_days
        on held.score_date = written_days.score_date and written_days.reason = 'comparison'
),

scored as (
    {% for relation in ['ranked_scores', 'compared_scores'] -%}
        select
            {% for name in scored_columns -%}
                {{ name }},
            {% endfor -%}
            {% for name in columns_of_standings() -%}
                held_{{ name }},
            {% endfor -%}
            confidence,
            evidence_count,
            model_version
        from {{ relation }}
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

-- a day is compared with one that is ranked in this batch, or with one as it is held
days_before as (
    select
        cast(written_days.score_date - 7 as date) as score_date,
        ranked_days.score_date is not null as is_ranked
    from written_days
    left join written_days as ranked_days
        on cast(written_days.score_date - 7 as date) = ranked_days.score_date
            and ranked_days.reason <> 'comparison'
),

week_before as (
    {% for relation, condition in {
        'ranked_scores': 'days_before.is_ranked', this: 'not days_before.is_ranked'
    }.items() -%}
        select
            scores.customer_id,
            scores.score_date,
            scores.cohort,
            scores.score,
            scores.cohort_rank
        from {{ relation }} as scores
        inner join days_before
            on scores.score_date = days_before.score_date and {{ condition }}
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

with_change as (
    select
        scored.*,
        cast(scored.score - week_before.score as decimal(9, 6)) as score_change_7d,
        week_before.cohort_rank - scored.cohort_rank as rank_change_7d
    from scored
    left join week_before
        on scored.customer_id = week_before.customer_id
            and scored.cohort = week_before.cohort
            and week_before.score_date = cast(scored.score_date - 7 as date)
),

with_trend as (
    select
        *,
        {{ trend('score_change_7d', var('trend_dead_band_points')) }} as trend,
        {{ trend('rank_change_7d', 0) }} as rank_trend
    from with_change
),

-- an engine that replaces single rows leaves those that stay as they are
presented as (
    select
        {% for name in scored_columns -%}
            {{ name }},
        {% endfor -%}
        score_change_7d,
        rank_change_7d,
        trend,
        rank_trend,
        confidence,
        evidence_count,
        model_version
    from with_trend
    {{ 'where ' ~ standings_differ() if replaces_rows() }}
)

select * from presented
