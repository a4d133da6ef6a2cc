with valid_rows as (
    select
        *,
        row_number() over (partition by issue_id, loaded_at order by record nulls last)
            as copy_number
    from {{ changed_or_all(ref('base_raw__issues'), ref('stg_raw__changed_issues')) }}
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
        is_deleted,
        loaded_at,
        lead(loaded_at) over (partition by issue_id order by loaded_at nulls last) as superseded_at,
        row_number() over (partition by issue_id, is_deleted order by loaded_at nulls last)
            as version_number
    from valid_rows
    where copy_number = 1
)

select * from distinct_versions
