with explained_days as (
    select * from {{ ref('int_explained_days') }}
    where lag_days > 0
),

explained_scores as (select * from {{ ref('int_explained_scores') }}),

scores_now as (
    select * from explained_scores
    where lag_days = 0
),

-- everybody who was in a cohort on the day before, whether still in it or not
members_before as (
    select
        explained_days.lag_days,
        daily_scores.cohort,
        daily_scores.customer_id,
        cast(daily_scores.score * 1000000 as bigint) as score_before,
        scores_now.score as score_now
    from {{ ref('fct_customer_scores_daily') }} as daily_scores
    inner join explained_days on daily_scores.score_date = explained_days.score_date
    left join scores_now
        on daily_scores.customer_id = scores_now.customer_id
            and daily_scores.cohort = scores_now.cohort
),

-- the cohort as it was, and as it would be if its members had moved but nobody had come or gone;
-- the new scores are asked of the first without belonging to it
placed_scores as (
    select
        lag_days,
        'before' as composition,
        cohort,
        score_before as score,
        1 as member_count
    from members_before
    union all
    select
        lag_days,
        'before' as composition,
        cohort,
        score_now as score,
        0 as member_count
    from members_before
    where score_now is not null
    union all
    select
        lag_days,
        'moved' as composition,
        cohort,
        coalesce(score_now, score_before) as score,
        1 as member_count
    from members_before
),

equal_scores as (
    select
        lag_days,
        composition,
        cohort,
        {{ int_div('score', '1000000') }} as whole_points,
        score,
        cast(sum(member_count) as bigint) as tie_count
    from placed_scores
    group by lag_days, composition, cohort, score
),

-- counted within whole points and then over them, so that no engine sorts a cohort in one place
points as (
    select
        lag_days,
        composition,
        cohort,
        whole_points,
        cast(sum(tie_count) as bigint) as member_count
    from equal_scores
    group by lag_days, composition, cohort, whole_points
),

points_below as (
    select
        *,
        cast(sum(member_count) over (
            partition by lag_days, composition, cohort
            order by whole_points nulls last
            rows between unbounded preceding and current row
        ) as bigint) - member_count as lower_count
    from points
),

standings as (
    select
        equal_scores.lag_days,
        equal_scores.composition,
        equal_scores.cohort,
        equal_scores.score,
        equal_scores.tie_count,
        points_below.lower_count + cast(sum(equal_scores.tie_count) over (
            partition by
                equal_scores.lag_days, equal_scores.composition, equal_scores.cohort,
                equal_scores.whole_points
            order by equal_scores.score nulls last
            rows between unbounded preceding and current row
        ) as bigint) - equal_scores.tie_count as lower_count
    from equal_scores
    inner join points_below
        on equal_scores.lag_days = points_below.lag_days
            and equal_scores.composition = points_below.composition
            and equal_scores.cohort = points_below.cohort
            and equal_scores.whole_points = points_below.whole_points
)

select * from standings
