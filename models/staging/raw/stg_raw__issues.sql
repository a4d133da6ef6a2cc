with versions as (select * from {{ ref('stg_raw__issue_versions') }}),

newest_versions as (
    select
        issue_id,
        customer_id,
        property_id,
        topic,
        importance,
        reopened_count,
        is_escalated,
        opened_at,
        resolved_at,
        loaded_at
    from versions
    where superseded_at is null and is_deleted is not true
)

select * from newest_versions
