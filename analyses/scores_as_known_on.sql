-- The scores as they were known on a day, before later loads restated them: what each customer had
-- then, and the ranks that follow from it. Give the day: --vars '{known_on: 2026-05-31}'.
with known_days as (
    select score_date
    from {{ ref('int_day_writes') }}
    where write_number = 1 and cast(newest_loaded_at as date) <= {{ date_var('known_on') }}
),

-- the first revision made after that day tells what was known until then
replaced_later as (
    select *
    from (
        select
            *,
            row_number() over (
                partition by customer_id, score_date
                order by revision nulls last
            ) as later_revision
        from {{ ref('fct_score_restatements') }}
        where cast(restated_at as date) > {{ date_var('known_on') }}
    ) as later_revisions
    where later_revision = 1
),

known_scores as (
    select
        customer_id,
        score_date,
        property_id_before as property_id,
        cohort_before as cohort,
        score_before as score,
        confidence_before as confidence
    from replaced_later
    where score_before is not null
    union all
    select
        daily_scores.customer_id,
        daily_scores.score_date,
        daily_scores.property_id,
        daily_scores.cohort,
        daily_scores.score,
        daily_scores.confidence
    from {{ ref('fct_customer_scores_daily') }} as daily_scores
    left join replaced_later
        on daily_scores.customer_id = replaced_later.customer_id
            and daily_scores.score_date = replaced_later.score_date
    where replaced_later.customer_id is null
),

with_ranks as (
    select
        known_scores.customer_id,
        known_scores.score_date,
        known_scores.property_id,
        known_scores.cohort,
        known_scores.score,
        known_scores.confidence,
        rank() over (
            partition by known_scores.score_date, known_scores.cohort
            order by known_scores.score desc nulls last
        ) as cohort_rank
    from known_scores
    inner join known_days on known_scores.score_date = known_days.score_date
)

select * from with_ranks
