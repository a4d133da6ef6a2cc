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
    select {{ number_rows(0, 100) }} as point
),

bands_of_points as (
    select
        points.point,
        count(bands.score_band) as band_count
    from points
    left join bands
        on
            points.point >= bands.lower_edge
            and coalesce(points.point < bands.upper_edge, true)
    group by points.point
),

uncovered_points as (
    select *
    from bands_of_points
    where band_count <> 1
)

select * from uncovered_points
