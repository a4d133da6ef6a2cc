with valid_rows as (
    select
        *,
        row_number() over (
            partition by customer_id
            order by loaded_at desc nulls last
        ) as recency_number
    from {{ of_changed_records('customers', ref('stg_raw__changed_customers')) }}
    where rejection_reason is null
),

newest_versions as (
    select
        customer_id,
        full_name,
        email,
        phone,
        created_at,
        loaded_at
    from valid_rows
    where recency_number = 1 and is_deleted is not true
)

select * from newest_versions
