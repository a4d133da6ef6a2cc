with parent_changes as (select * from {{ ref('stg_raw__parent_changes') }}),

dated_rows as {{ not_materialized() }} (
    select
        'interactions' as source_table,
        interaction_id as record_id,
        customer_id,
        property_id,
        cast(occurred_at as date) as from_date
    from {{ ref('stg_raw__changed_interactions') }}
    union all
    select
        'issues' as source_table,
        issue_id as record_id,
        customer_id,
        property_id,
        cast(opened_at as date) as from_date
    from {{ ref('stg_raw__changed_issues') }}
    union all
    select
        'customer_roles' as source_table,
        role_id as record_id,
        customer_id,
        property_id,
        cast(started_on + 1 as date) as from_date
    from {{ ref('base_raw__customer_roles') }}
),

-- a record with a version of the parent may have been in force with another version
dependent_records as (
    select
        dated_rows.source_table,
        dated_rows.record_id,
        parent_changes.source_table as parent_table,
        parent_changes.parent_id,
        parent_changes.loaded_at
    from parent_changes
    inner join dated_rows on parent_changes.parent_id = dated_rows.property_id
    where parent_changes.source_table = 'properties'
    union distinct
    select
        dated_rows.source_table,
        dated_rows.record_id,
        parent_changes.source_table as parent_table,
        parent_changes.parent_id,
        parent_changes.loaded_at
    from parent_changes
    inner join dated_rows on parent_changes.parent_id = dated_rows.customer_id
    where parent_changes.source_table = 'customers'
),

-- the date of a time is at most a day earlier elsewhere
touches as (
    select
        dependent_records.parent_table as source_table,
        dependent_records.parent_id,
        dated_rows.customer_id,
        cast(min(dated_rows.from_date) - 1 as date) as touched_from_date,
        dependent_records.loaded_at
    from dependent_records
    inner join dated_rows
        on dependent_records.source_table = dated_rows.source_table
            and dependent_records.record_id = dated_rows.record_id
    where dated_rows.from_date >= {{ earliest_valid_date() }}
        and dated_rows.customer_id is not null
    group by
        dependent_records.parent_table, dependent_records.parent_id, dated_rows.customer_id,
        dependent_records.loaded_at
)

select * from touches
