with versions as {{ not_materialized() }} (
    select
        interaction_id,
        loaded_at,
        is_deleted
    from {{ changed_or_all(
        ref('base_raw__interactions'), ref('stg_raw__changed_interactions')
    ) }}
    where rejection_reason is null and copy_number = 1
),

-- most ids have one row: only the others are sorted
repeated_ids as (
    select interaction_id
    from versions
    group by interaction_id
    having count(*) > 1
),

with_successors as (
    select
        versions.*,
        lead(versions.loaded_at) over (
            partition by versions.interaction_id
            order by versions.loaded_at nulls last
        ) as superseded_at
    from versions
    inner join repeated_ids on versions.interaction_id = repeated_ids.interaction_id
),

superseded as (
    select * from with_successors
    where superseded_at is not null
)

select * from superseded
