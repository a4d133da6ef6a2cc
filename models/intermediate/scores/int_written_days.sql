{{ config(post_hook="{{ keep_query() }}") }}

with chunk_days as (select * from {{ ref('int_chunk_days') }}),

restated_days as (
    select * from chunk_days
    where reason = 'data'
),

touched_customers as (select * from {{ ref('int_touched_customers') }}),

held_scores as (
    {{ rows_held_by('fct_customer_scores_daily', columns_of_scores()) }}
),

day_writes as (select * from {{ ref('int_day_writes') }}),

restatements as (select * from {{ ref('fct_score_restatements') }}),

computed as (
    select customer_scores.*
    from {{ ref('int_customer_scores') }} as customer_scores
    inner join restated_days on customer_scores.score_date = restated_days.score_date
),

held as (
    select held_scores.*
    from held_scores
    inner join restated_days on held_scores.score_date = restated_days.score_date
    inner join touched_customers
        on held_scores.customer_id = touched_customers.customer_id
            and held_scores.score_date >= touched_customers.touched_from_date
),

last_writes as (
    select
        score_date,
        max(newest_loaded_at) as newest_loaded_at
    from day_writes
    group by score_date
),

differing_days as (
    select coalesce(computed.score_date, held.score_date) as score_date
    from computed
    full outer join held
        on computed.customer_id = held.customer_id and computed.score_date = held.score_date
    where {{ scores_differ('computed', 'held') }}
    union distinct
    -- a run that was stopped between its notes, where an engine has no transactions
    select restatements.score_date
    from restatements
    inner join restated_days on restatements.score_date = restated_days.score_date
    inner join last_writes on restatements.score_date = last_writes.score_date
    where restatements.restated_at > last_writes.newest_loaded_at
),

scored_days as (
    select * from chunk_days
    where reason <> 'comparison'
        and (
            reason <> 'data'
            or score_date in (select differing_days.score_date from differing_days)
        )
),

withdrawn_days as (
    select score_date from {{ ref('int_scoring_days') }}
    where reason = 'withdrawn'
),

-- a day of which no score differs may still be compared with one that is written: in this chunk,
-- in one before, or by a run that was stopped after it
compared_days as (
    select
        chunk_days.score_date,
        'comparison' as reason,
        chunk_days.newest_loaded_at
    from chunk_days
    left join last_writes on chunk_days.score_date = last_writes.score_date
    left join last_writes as writes_before
        on chunk_days.score_date = cast(writes_before.score_date + 7 as date)
    where
        chunk_days.score_date not in (select scored_days.score_date from scored_days)
        and (
            chunk_days.reason = 'comparison'
            or cast(chunk_days.score_date - 7 as date) in (
                select scored_days.score_date from scored_days
                union all
                select withdrawn_days.score_date from withdrawn_days
            )
            or writes_before.newest_loaded_at > last_writes.newest_loaded_at
            or writes_before.newest_loaded_at = chunk_days.newest_loaded_at
        )
),

written_days as (
    select * from scored_days
    union all
    select * from compared_days
),

batch_sizes as (
    select max(days_at_once) as day_count
    from {{ ref('int_day_chunks') }}
),

numbered as (
    select
        written_days.score_date,
        written_days.reason,
        written_days.newest_loaded_at,
        cast({{ int_div(
            'row_number() over (order by written_days.score_date nulls last) - 1',
            'batch_sizes.day_count',
        ) }} + 1 as integer) as batch_number
    from written_days
    cross join batch_sizes
)

select * from numbered
