-- Each score from 0 to 100 lies in exactly one band, or customers would vanish from the daily
-- table.
with bands as (
    select
        score_band,
        lower_edge,
        lead(lower_edge) over (order by lower_edge nulls last) as upper_edge
    from {{ ref('score_bands') }}
),

points as (
    select {{ number_rows(0, 100) }} as tested_score
),

bands_of_points as (
    select
        points.tested_score,
        count(bands.score_band) as band_count
    from points
    left join bands
        on points.tested_score >= bands.lower_edge
            and coalesce(points.tested_score < bands.upper_edge, true)
    group by points.tested_score
),

uncovered_points as (
    select *
    from bands_of_points
    where band_count <> 1
)

select * from uncovered_points
