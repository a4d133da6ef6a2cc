with scoring_days as (select * from {{ ref('int_scoring_days') }}),

first_chunk as (
    select
        score_date,
        reason,
        newest_loaded_at
    from scoring_days
    where chunk_number = 1 and reason <> 'withdrawn'
)

select * from first_chunk
