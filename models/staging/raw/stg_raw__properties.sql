with valid_rows as (
    select
        *,
        row_number() over (
            partition by property_id
            order by loaded_at desc nulls last
        ) as recency_number
    from {{ ref('base_raw__properties') }}
    where rejection_reason is null
),

newest_versions as (
    select
        property_id,
        property_name,
        property_group,
        city,
        region,
        time_zone,
        unit_count,
        loaded_at
    from valid_rows
    where recency_number = 1 and is_deleted is not true
)

select * from newest_versions
