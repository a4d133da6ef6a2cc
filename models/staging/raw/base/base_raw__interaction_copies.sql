with repeated_keys as (
    select
        interaction_id,
        loaded_at
    from {{ ref('base_raw__interaction_rows') }}
    group by interaction_id, loaded_at
    having count(*) > 1
),

numbered as (
    select
        typed.*,
        dense_rank() over (
            partition by typed.interaction_id, typed.loaded_at
            order by typed.record nulls last, typed.message_text nulls last
        ) as content_number,
        row_number() over (
            partition by
                typed.interaction_id, typed.loaded_at, typed.record, typed.message_text
            order by typed.interaction_id nulls last
        ) as copy_number
    from {{ ref('base_raw__interaction_rows') }} as typed
    inner join repeated_keys
        on typed.interaction_id is not distinct from repeated_keys.interaction_id
            and typed.loaded_at is not distinct from repeated_keys.loaded_at
)

select * from numbered
