with valid_rows as (
    select
        *,
        row_number() over (
            partition by role_id
            order by loaded_at desc nulls last
        ) as recency_number
    from {{ of_changed_records('customer_roles', ref('stg_raw__changed_records')) }}
    where rejection_reason is null
),

newest_versions as (
    select
        role_id,
        customer_id,
        property_id,
        role,
        started_on,
        ended_on,
        loaded_at
    from valid_rows
    where recency_number = 1 and is_deleted is not true
)

select * from newest_versions
