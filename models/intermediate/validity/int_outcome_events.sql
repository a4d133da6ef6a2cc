with resident_roles as (select * from {{ ref('int_resident_roles') }}),

grievances as (
    select * from {{ ref('int_conversation_days') }}
    where grievance_count > 0
),

issue_failures as (select * from {{ ref('int_issue_failures') }}),

-- who takes another home at once has not left
last_tenancies as (
    select
        customer_id,
        cast(ended_on + 1 as date) as left_on,
        end_known_date
    from resident_roles
    where ended_on is not null
        and not exists (
            select 1
            from resident_roles as later_tenancies
            where later_tenancies.customer_id = resident_roles.customer_id
                and later_tenancies.started_on
                <= resident_roles.ended_on + {{ var('leave_gap_days') }}
                and coalesce(later_tenancies.ended_on > resident_roles.ended_on, true)
        )
),

all_events as (
    select
        customer_id,
        'leave' as event_kind,
        left_on as event_date,
        end_known_date as known_date
    from last_tenancies
    union all
    select
        customer_id,
        'sign' as event_kind,
        started_on as event_date,
        start_known_date as known_date
    from resident_roles
    union all
    select
        customer_id,
        'grievance' as event_kind,
        interaction_date as event_date,
        interaction_date as known_date
    from grievances
    union all
    select
        customer_id,
        'issue_failure' as event_kind,
        failure_date as event_date,
        failure_date as known_date
    from issue_failures
),

outcome_events as (
    select
        customer_id,
        event_kind,
        event_date,
        min(known_date) as known_date
    from all_events
    group by customer_id, event_kind, event_date
)

select * from outcome_events
