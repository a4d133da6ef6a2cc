with quarantined_records as (select * from {{ ref('int_quarantined_records') }}),

presented as (
    select
        quarantined_record_key,
        source_table,
        source_record_id,
        rejection_reason,
        record,
        loaded_at
    from quarantined_records
)

select * from presented
