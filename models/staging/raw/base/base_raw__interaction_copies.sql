with repeated_keys as (
    select
        interaction_id,
        loaded_at
    from {{ ref('base_raw__interaction_rows') }}
    group by interaction_id, loaded_at
    having count(*) > 1
),

ranked_copies as (
    select
        typed.*,
        dense_rank() over (
            partition by typed.interaction_id, typed.loaded_at
            order by typed.record nulls last, typed.message_text nulls last
        ) as content_number
    from {{ ref('base_raw__interaction_rows') }} as typed
    inner join repeated_keys
        on typed.interaction_id is not distinct from repeated_keys.interaction_id
            and typed.loaded_at is not distinct from repeated_keys.loaded_at
),

differing_copies as (
    select distinct
        interaction_id,
        loaded_at,
        record,
        message_text
    from ranked_copies
    where content_number > 1
)

select * from differing_copies
