with day_chunks as (select * from {{ ref('int_day_chunks') }}),

first_chunk as (
    select
        score_date,
        reason,
        newest_loaded_at
    from day_chunks
    where chunk_number = 1 and reason <> 'withdrawn'
)

select * from first_chunk
