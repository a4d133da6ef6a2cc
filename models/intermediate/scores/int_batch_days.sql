with written_days as (select * from {{ ref('int_written_days') }}),

first_batch as (
    select
        score_date,
        reason,
        newest_loaded_at
    from written_days
    where batch_number = 1
)

select * from first_batch
