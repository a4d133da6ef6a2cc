with written_scores as (select * from {{ ref('int_written_scores') }}),

cohort_ranks as (select * from {{ ref('int_cohort_ranks') }}),

score_bands as (
    select
        score_band,
        lower_edge,
        lead(lower_edge) over (order by lower_edge nulls last) as upper_edge
    from {{ ref('score_bands') }}
),

points as (select {{ number_rows(0, 100) }} as whole_points),

-- by whole points, which engines join without sorting all scores; `distinct` changes no row, but
-- keeps DuckDB from joining all scores with the points first and then with every band
bands_of_points as (
    select distinct
        points.whole_points,
        score_bands.*
    from points
    inner join score_bands
        on points.whole_points + 1 > score_bands.lower_edge
            and coalesce(points.whole_points < score_bands.upper_edge, true)
),

model_versions as (select * from {{ ref('int_model_versions') }}),

ranked as (
    select
        written_scores.*,
        cohort_ranks.cohort_rank,
        cohort_ranks.cohort_size,
        {{ to_points('cohort_ranks.cohort_percentile') }} as cohort_percentile,
        model_versions.model_version
    from written_scores
    inner join cohort_ranks
        on written_scores.score_date = cohort_ranks.score_date
            and written_scores.cohort = cohort_ranks.cohort
            and written_scores.score = cohort_ranks.score
    inner join model_versions
        on written_scores.score_date >= model_versions.valid_from
            and coalesce(written_scores.score_date < model_versions.valid_to, true)
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
