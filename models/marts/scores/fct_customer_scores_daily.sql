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

with ranked_scores as (select * from {{ ref('int_ranked_scores') }}),

written_days as (select * from {{ ref('int_batch_days') }}),

-- days that only have another day to compare with keep the scores they have
scored as (
    select
        customer_id,
        score_date,
        property_id,
        cohort,
        score,
        {% for factor in ['frequency', 'nature', 'tone', 'variety', 'persistence', 'recency'] -%}
            {{ factor }}_score,
        {% endfor -%}
        score_band,
        cohort_rank,
        cohort_size,
        cohort_percentile,
        priority,
        confidence,
        evidence_count,
        model_version
    from ranked_scores
    union all
    select
        held.customer_id,
        held.score_date,
        held.property_id,
        held.cohort,
        held.score,
        {% for factor in ['frequency', 'nature', 'tone', 'variety', 'persistence', 'recency'] -%}
            held.{{ factor }}_score,
        {% endfor -%}
        held.score_band,
        held.cohort_rank,
        held.cohort_size,
        held.cohort_percentile,
        held.priority,
        held.confidence,
        held.evidence_count,
        held.model_version
    from {{ this }} as held
    inner join written_days
        on held.score_date = written_days.score_date and written_days.reason = 'comparison'
),

week_before as (
    select
        customer_id,
        score_date,
        cohort,
        score,
        cohort_rank
    from scored
    union all
    select
        held.customer_id,
        held.score_date,
        held.cohort,
        held.score,
        held.cohort_rank
    from {{ this }} as held
    where
        held.score_date in (select cast(written_days.score_date - 7 as date) from written_days)
        and held.score_date not in (select written_days.score_date from written_days)
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

presented as (
    select
        customer_id,
        score_date,
        property_id,
        cohort,
        score,
        {% for factor in ['frequency', 'nature', 'tone', 'variety', 'persistence', 'recency'] -%}
            {{ factor }}_score,
        {% endfor -%}
        score_band,
        cohort_rank,
        cohort_size,
        cohort_percentile,
        priority,
        score_change_7d,
        rank_change_7d,
        {{ trend('score_change_7d', var('trend_dead_band_points')) }} as trend,
        {{ trend('rank_change_7d', 0) }} as rank_trend,
        confidence,
        evidence_count,
        model_version
    from with_change
)

select * from presented
