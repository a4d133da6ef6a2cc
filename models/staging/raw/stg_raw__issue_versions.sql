with valid_rows as (
    select
        *,
        row_number() over (partition by issue_id, loaded_at order by record nulls last)
            as copy_number
    from {{ ref('base_raw__issues') }}
    where rejection_reason is null
),

distinct_versions as (
    select
        issue_id,
        customer_id,
        property_id,
        topic,
        importance,
        reopened_count,
        coalesce(is_escalated, false) as is_escalated,
        opened_at,
        resolved_at,
        loaded_at,
        row_number() over (partition by issue_id order by loaded_at nulls last) as version_number,
        row_number() over (partition by issue_id order by loaded_at desc nulls last) = 1
            as is_newest
    from valid_rows
    where copy_number = 1
)

select * from distinct_versions
