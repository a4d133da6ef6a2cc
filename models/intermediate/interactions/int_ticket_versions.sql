with versions as (
    select * from {{ ref('stg_raw__issue_versions') }}
    where is_deleted is not true
),

newest as (
    select *
    from {{ of_changed_customers(ref('stg_raw__issues'), ref('int_changed_customers')) }}
),

properties as (select * from {{ ref('stg_raw__properties') }}),

levels as (select * from {{ ref('importance_levels') }}),

dated as (
    select
        versions.issue_id,
        versions.version_number,
        newest.customer_id,
        newest.property_id,
        versions.topic,
        versions.reopened_count,
        cast(10 * case
            when versions.is_escalated then levels.escalated_severity
            else levels.severity
        end as bigint) as severity_tenths,
        {{ local_date('newest.opened_at', 'properties.time_zone') }} as opened_date,
        case
            when versions.resolved_at is not null then greatest(
                    {{ local_date('versions.resolved_at', 'properties.time_zone') }},
                    {{ local_date('newest.opened_at', 'properties.time_zone') }}
                )
        end as resolved_date,
        case
            when versions.version_number > 1
                then {{ local_date('versions.loaded_at', 'properties.time_zone') }}
        end as loaded_date
    from versions
    inner join newest on versions.issue_id = newest.issue_id
    inner join properties on newest.property_id = properties.property_id
    inner join levels on versions.importance = levels.importance
),

-- the first version speaks for the days since the opening even if it was loaded later; a
-- resolution is the newest word on its episode (the versions between two reopenings)
with_validity as (
    select
        issue_id,
        version_number,
        customer_id,
        property_id,
        topic,
        reopened_count,
        severity_tenths,
        opened_date,
        last_value(resolved_date) over (
            partition by issue_id, reopened_count
            order by version_number nulls last
            rows between unbounded preceding and unbounded following
        ) as resolved_date,
        greatest(coalesce(loaded_date, opened_date), opened_date) as valid_from_date,
        lead(loaded_date) over (
            partition by issue_id
            order by version_number nulls last
        ) as valid_to_date
    from dated
),

ever_in_force as (
    select * from with_validity
    where coalesce(valid_to_date > valid_from_date, true)
)

select * from ever_in_force
