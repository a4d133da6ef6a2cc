-- A history of restatements is believed only without a break: what a score became is what the next
-- revision replaces, and the last one what the daily table holds.
with restatements as (select * from {{ changed_rows_of(ref('fct_score_restatements')) }}),

daily_scores as (select * from {{ changed_rows_of(ref('fct_customer_scores_daily')) }}),

with_next as (
    select
        restatements.*,
        lead(restatements.revision) over revisions as next_revision,
        lead(restatements.score_before) over revisions as next_score_before
    from restatements
    window revisions as (
        partition by restatements.customer_id, restatements.score_date
        order by restatements.revision nulls last
    )
),

broken_chains as (
    select
        with_next.customer_id,
        with_next.score_date,
        with_next.revision,
        with_next.score_after,
        with_next.next_score_before,
        daily_scores.score as held_score
    from with_next
    left join daily_scores
        on with_next.customer_id = daily_scores.customer_id
            and with_next.score_date = daily_scores.score_date
    where with_next.next_revision <> with_next.revision + 1
        or (
            with_next.next_revision is null
            and with_next.score_after is distinct from daily_scores.score
        )
        or (
            with_next.next_revision is not null
            and with_next.score_after is distinct from with_next.next_score_before
        )
)

select * from broken_chains
