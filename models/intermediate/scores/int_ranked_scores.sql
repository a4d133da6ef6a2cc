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

points as (select {{ number_rows(0, 100) }} as whole_points),

-- by whole points, which engines join without sorting all scores
bands_of_points as (
    select
        points.whole_points,
        score_bands.*
    from points
    inner join score_bands
        on points.whole_points + 1 > score_bands.lower_edge
            and coalesce(points.whole_points < score_bands.upper_edge, true)
),

model_versions as (select * from {{ ref('int_model_versions') }}),

computed_scores as (
    select
        customer_scores.customer_id,
        customer_scores.score_date,
        customer_scores.property_id,
        customer_scores.cohort,
        {{ to_points('customer_scores.score') }} as score,
        {% for factor in ['frequency', 'nature', 'tone', 'variety', 'persistence', 'recency'] -%}
            {{ to_points('customer_scores.' ~ factor ~ '_score') }} as {{ factor }}_score,
        {% endfor -%}
        {{ to_points('confidences.confidence') }} as confidence,
        cast(confidences.evidence_count as integer) as evidence_count
    from customer_scores
    inner join confidences
        on customer_scores.customer_id = confidences.customer_id
            and customer_scores.score_date = confidences.score_date
),

all_scores as (
    select * from computed_scores
    union all
    select * from {{ ref('int_kept_scores') }}
),

ranked as (
    select
        all_scores.*,
        cohort_ranks.cohort_rank,
        cohort_ranks.cohort_size,
        {{ to_points('cohort_ranks.cohort_percentile') }} as cohort_percentile,
        model_versions.model_version
    from all_scores
    inner join cohort_ranks
        on all_scores.score_date = cohort_ranks.score_date
            and all_scores.cohort = cohort_ranks.cohort
            and all_scores.score = cohort_ranks.score
    inner join model_versions
        on all_scores.score_date >= model_versions.valid_from
            and coalesce(all_scores.score_date < model_versions.valid_to, true)
),

presented as (
    select
        ranked.*,
        bands_of_points.score_band,
        case
            when ranked.cohort_percentile < {{ var('priority_high_below_percentile') }}
                then 'high'
            when ranked.cohort_percentile > {{ var('priority_low_above_percentile') }}
                then 'low'
            else 'mid'
        end as priority
    from ranked
    inner join bands_of_points
        on cast(floor(ranked.score) as integer) = bands_of_points.whole_points
            and ranked.score >= bands_of_points.lower_edge
            and coalesce(ranked.score < bands_of_points.upper_edge, true)
)

select * from presented
