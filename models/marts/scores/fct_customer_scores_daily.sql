{{ config(
    materialized='incremental', incremental_strategy='delete+insert', unique_key='score_date',
    on_schema_change='append_new_columns',
) }}

with customer_scores as (select * from {{ ref('int_customer_scores') }}),

cohort_ranks as (select * from {{ ref('int_cohort_ranks') }}),

confidences as (select * from {{ ref('int_confidences') }}),

score_bands as (
    select
        score_band,
        lower_edge,
        lead(lower_edge) over (order by lower_edge nulls last) as upper_edge
    from {{ ref('score_bands') }}
),

model_versions as (select * from {{ ref('int_model_versions') }}),

scored as (
    select
        customer_scores.customer_id,
        customer_scores.score_date,
        customer_scores.property_id,
        customer_scores.cohort,
        {{ to_points('customer_scores.score') }} as score,
        {% for factor in ['frequency', 'nature', 'tone', 'variety', 'persistence', 'recency'] -%}
            {{ to_points('customer_scores.' ~ factor ~ '_score') }} as {{ factor }}_score,
        {% endfor -%}
        cohort_ranks.cohort_rank,
        cohort_ranks.cohort_size,
        {{ to_points('cohort_ranks.cohort_percentile') }} as cohort_percentile,
        {{ to_points('confidences.confidence') }} as confidence,
        cast(confidences.evidence_count as integer) as evidence_count,
        model_versions.model_version
    from customer_scores
    inner join cohort_ranks
        on customer_scores.customer_id = cohort_ranks.customer_id
            and customer_scores.score_date = cohort_ranks.score_date
    inner join confidences
        on customer_scores.customer_id = confidences.customer_id
            and customer_scores.score_date = confidences.score_date
    inner join model_versions
        on customer_scores.score_date >= model_versions.valid_from
            and coalesce(customer_scores.score_date < model_versions.valid_to, true)
),

week_before as (
    select
        customer_id,
        score_date,
        cohort,
        score,
        cohort_rank
    from scored
    {% if is_incremental() %}
        union all
        select
            held.customer_id,
            held.score_date,
            held.cohort,
            held.score,
            held.cohort_rank
        from {{ this }} as held
        where held.score_date in (select cast(scored.score_date - 7 as date) from scored)
            and held.score_date not in (select scored.score_date from scored)
    {% endif %}
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
        with_change.customer_id,
        with_change.score_date,
        with_change.property_id,
        with_change.cohort,
        with_change.score,
        with_change.frequency_score,
        with_change.nature_score,
        with_change.tone_score,
        with_change.variety_score,
        with_change.persistence_score,
        with_change.recency_score,
        score_bands.score_band,
        with_change.cohort_rank,
        with_change.cohort_size,
        with_change.cohort_percentile,
        case
            when with_change.cohort_percentile < {{ var('priority_high_below_percentile') }}
                then 'high'
            when with_change.cohort_percentile > {{ var('priority_low_above_percentile') }}
                then 'low'
            else 'mid'
        end as priority,
        with_change.score_change_7d,
        with_change.rank_change_7d,
        {{ trend('with_change.score_change_7d', var('trend_dead_band_points')) }} as trend,
        {{ trend('with_change.rank_change_7d', 0) }} as rank_trend,
        with_change.confidence,
        with_change.evidence_count,
        with_change.model_version
    from with_change
    inner join score_bands
        on with_change.score >= score_bands.lower_edge
            and coalesce(with_change.score < score_bands.upper_edge, true)
)

select * from presented
