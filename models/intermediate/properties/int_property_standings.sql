with scores as (select * from {{ ref('int_property_scores') }}),

grades as (
    select
        grade,
        is_low,
        lower_edge,
        lead(lower_edge) over (order by lower_edge nulls last) as upper_edge
    from {{ ref('property_grades') }}
),

placed as (
    select
        *,
        rank() over (
            partition by level_type, cohort, score_date order by shrunk_score desc nulls last
        ) as place,
        count(*) over (partition by level_type, cohort, score_date) as place_count,
        count(*) over (
            partition by level_type, cohort, score_date, shrunk_score
        ) as tie_count
    from scores
),

with_percentile as (
    select
        *,
        {{ round_div(
            '2 * (place_count - place - tie_count + 1) + tie_count', '2 * place_count',
            100 * 1000000,
        ) }} as percentile
    from placed
),

-- the one rule that says what is low: its grade, or its place
graded as (
    select
        with_percentile.*,
        grades.grade,
        grades.is_low
        or with_percentile.percentile < 1000000 * {{ var('property_lowest_pct') }} as is_low
    from with_percentile
    inner join grades
        on with_percentile.shrunk_score >= 1000000 * grades.lower_edge
            and coalesce(with_percentile.shrunk_score < 1000000 * grades.upper_edge, true)
),

-- moved to the day that they are compared with
week_before as (
    select
        level_type,
        level_name,
        cohort,
        cast(score_date + 7 as date) as compared_date,
        shrunk_score,
        place
    from placed
),

standings as (
    select
        graded.*,
        week_before.place - graded.place as place_change_7d,
        graded.shrunk_score - week_before.shrunk_score as score_change_7d
    from graded
    left join week_before
        on graded.level_type = week_before.level_type
            and graded.level_name = week_before.level_name
            and graded.cohort = week_before.cohort
            and graded.score_date = week_before.compared_date
)

select * from standings
