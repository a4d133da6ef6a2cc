-- depends_on: {{ ref('int_scoring_days') }}
{{ config(
    materialized='incremental', incremental_strategy='append', on_schema_change='append_new_columns',
    full_refresh=false, partition_by='score_date', meta={'changed_by': [
        {'relation': 'int_scoring_days', 'columns': {'score_date': 'score_date'}},
    ]},
) }}

-- the writing of fct_customer_scores_daily adds a row for each score that it replaces by another
with no_rows as (
    select
        cast(null as string) as customer_id,
        cast(null as date) as score_date,
        cast(null as integer) as revision,
        cast(null as string) as reason,
        cast(null as timestamp) as caused_by_loaded_at,
        cast(null as timestamp) as restated_at,
        cast(null as string) as property_id_before,
        cast(null as string) as cohort_before,
        cast(null as string) as cohort_after,
        cast(null as decimal(9, 6)) as score_before,
        cast(null as decimal(9, 6)) as score_after,
        cast(null as integer) as cohort_rank_before,
        cast(null as integer) as cohort_rank_after,
        {% for factor in ['frequency', 'nature', 'tone', 'variety', 'persistence', 'recency'] -%}
            cast(null as decimal(9, 6)) as {{ factor }}_score_before,
        {% endfor -%}
        cast(null as decimal(9, 6)) as confidence_before,
        cast(null as integer) as evidence_count_before
    where 1 = 0
)

select * from no_rows
