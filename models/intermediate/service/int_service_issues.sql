-- depends_on: {{ ref('int_scoring_days') }}
with coverage as (select * from {{ ref('int_data_coverage') }}),

properties as (select * from {{ ref('stg_raw__properties') }}),

ticket_versions as (select * from {{ ref('int_ticket_versions') }}),

targets as (select * from {{ ref('resolution_targets') }}),

versions as (
    select * from {{ ref('stg_raw__issue_versions') }}
    where is_deleted is not true
),

newest as (select * from {{ ref('stg_raw__issues') }}),

-- tickets keep days; their times are, as there, the newest word on the opening, and on the
-- resolution of an episode (the versions between two reopenings)
timed as (
    select
        versions.issue_id,
        versions.version_number,
        versions.importance,
        newest.opened_at,
        last_value(versions.resolved_at) over (
            partition by versions.issue_id, versions.reopened_count
            order by versions.version_number nulls last
            rows between unbounded preceding and unbounded following
        ) as resolved_at
    from versions
    inner join newest on versions.issue_id = newest.issue_id
),

in_force as (
    select
        ticket_versions.issue_id,
        ticket_versions.property_id,
        ticket_versions.topic,
        timed.importance,
        ticket_versions.reopened_count,
        ticket_versions.opened_date,
        case when ticket_versions.resolved_date <= coverage.as_of_date
                then ticket_versions.resolved_date
        end as resolved_date,
        timed.opened_at,
        case when ticket_versions.resolved_date <= coverage.as_of_date
                then greatest(timed.resolved_at, timed.opened_at)
        end as resolved_at
    from ticket_versions
    inner join coverage
        on ticket_versions.valid_from_date <= coverage.as_of_date
            and coalesce(ticket_versions.valid_to_date > coverage.as_of_date, true)
    inner join timed
        on ticket_versions.issue_id = timed.issue_id
            and ticket_versions.version_number = timed.version_number
),

measured as (
    select
        in_force.issue_id,
        in_force.property_id,
        in_force.topic,
        in_force.importance,
        in_force.reopened_count,
        in_force.opened_date,
        in_force.resolved_date,
        {{ seconds_between('in_force.opened_at', 'in_force.resolved_at') }} as resolution_seconds,
        {{ local_date(
            "(in_force.opened_at + targets.target_hours * interval '1' hour)",
            'properties.time_zone'
        ) }} as due_date,
        {{ seconds_between('in_force.opened_at', 'in_force.resolved_at') }}
        > 3600 * targets.target_hours as is_sla_breached
    from in_force
    inner join properties on in_force.property_id = properties.property_id
    left join targets on in_force.importance = targets.importance
)

select * from measured
