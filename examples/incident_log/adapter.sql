-- Maps the incident log to the tables of the source `raw`, one Parquet file per table.
--
-- Variables (set them before running this file, as run_adapter.py does):
--     log_path       the log: a Parquet file, or the CSV file of the archive (name ends in .csv)
--     output_folder  an existing folder for the Parquet files
--     known_until    last day (DATE) whose updates are read, or null for all of them
--
-- One rule stands above the others: a row written here for an update may use that update and
-- earlier ones only. Every row of the log repeats the final values of resolved_at, closed_at,
-- closed_code and resolved_by, so these four columns are never read; made_sla is not needed.

create or replace temp view log_file as
from query(
    'select * from '
    || case
        when lower(getvariable('log_path')) like '%.csv' then 'read_csv('
        else 'read_parquet('
    end
    || '''' || replace(getvariable('log_path'), '''', '''''') || ''''
    || case
        when lower(getvariable('log_path')) like '%.csv' then ', header = true, all_varchar = true)'
        else ')'
    end
);

-- The CSV file writes '?' for an empty value and dates with the day first.
create or replace temp view log_text as
select
    nullif(cast(number as varchar), '?') as incident_number,
    nullif(cast(incident_state as varchar), '?') as incident_state,
    nullif(cast(reopen_count as varchar), '?') as reopen_count,
    nullif(cast(sys_mod_count as varchar), '?') as sys_mod_count,
    nullif(cast(caller_id as varchar), '?') as caller_id,
    nullif(cast(contact_type as varchar), '?') as contact_type,
    nullif(cast(location as varchar), '?') as location,
    nullif(cast(category as varchar), '?') as category,
    nullif(cast(priority as varchar), '?') as priority,
    nullif(cast(opened_at as varchar), '?') as opened_at,
    nullif(cast(sys_updated_at as varchar), '?') as sys_updated_at
from log_file;

create or replace temp view log_updates as
select
    incident_number,
    incident_state,
    caller_id,
    contact_type,
    location,
    category,
    priority,
    cast(reopen_count as integer) as reopen_count,
    cast(sys_mod_count as integer) as sys_mod_count,
    case
        when opened_at like '%/%' then strptime(opened_at, '%d/%m/%Y %H:%M')
        else cast(opened_at as timestamp)
    end as opened_at,
    case
        when sys_updated_at like '%/%' then strptime(sys_updated_at, '%d/%m/%Y %H:%M')
        else cast(sys_updated_at as timestamp)
    end as updated_at
from log_text
where
    incident_number is not null
    and sys_updated_at is not null
    -- '-100' is a code without a meaning: taken as a state it would feign a reopening.
    and coalesce(incident_state, '-100') <> '-100';

-- The log counts time in minutes, so updates of one minute are one state: the one left by the last
-- of them. sys_mod_count is not unique there, hence the further keys.
create or replace temp table incident_states as
with numbered_updates as (
    select
        incident_number,
        caller_id,
        contact_type,
        coalesce(location, 'Location unknown') as property_id,
        coalesce(category, 'other') as topic,
        case priority
            when '1 - Critical' then 'very_high'
            when '2 - High' then 'high'
            when '4 - Low' then 'low'
            else 'normal'
        end as importance,
        coalesce(incident_state in ('Resolved', 'Closed'), false) as is_resolved,
        coalesce(reopen_count, 0) as reopen_count,
        opened_at,
        updated_at,
        row_number() over (
            partition by incident_number, updated_at
            order by
                sys_mod_count desc nulls last,
                incident_state nulls last,
                reopen_count desc nulls last,
                category nulls last,
                priority nulls last,
                caller_id nulls last,
                location nulls last,
                contact_type nulls last,
                opened_at nulls last
        ) as place_from_last
    from log_updates
    where
        getvariable('known_until') is null
        or updated_at < cast(getvariable('known_until') as date) + interval 1 day
)

select *
from numbered_updates
where place_from_last = 1;

-- An incident belongs to the caller of its first update that names one. Later changes of caller are
-- left aside, since an interaction has one author.
-- Three callers are service accounts, not people: they are left out.
create or replace temp table incidents as
with numbered_states as (
    select
        *,
        row_number() over (partition by incident_number order by updated_at) as place
    from incident_states
    where
        caller_id is not null
        and caller_id not in ('Caller 1904', 'Caller 290', 'Caller 4514')
)

select
    incident_number,
    caller_id as customer_id,
    property_id,
    topic,
    importance,
    case contact_type
        when 'Phone' then 'phone'
        when 'Self service' then 'portal'
        when 'Email' then 'email'
        when 'IVR' then 'ivr'
        else 'other'
    end as channel,
    -- A few incidents carry an opening on another day than their first update. Such an incident
    -- was not known on the day it claims, so it counts from its first update.
    case
        when cast(opened_at as date) = cast(updated_at as date) then least(opened_at, updated_at)
        else updated_at
    end as opened_at,
    updated_at as loaded_at
from numbered_states
where place = 1;

-- One row per incident and change of what the score reads. reopened_count is the log's own count,
-- raised by every departure from the resolved state that the log does not count: the largest
-- surplus of the log's count over the departures so far, plus these departures. It never falls, and
-- each departure raises it.
create or replace temp table issue_versions as
with states_with_previous as (
    select
        incident_states.incident_number,
        incident_states.topic,
        incident_states.importance,
        incident_states.is_resolved,
        incident_states.reopen_count,
        incident_states.updated_at,
        coalesce(
            lag(incident_states.is_resolved) over (
                partition by incident_states.incident_number
                order by incident_states.updated_at
            ),
            false
        ) as was_resolved
    from incident_states
    inner join incidents
        on incident_states.incident_number = incidents.incident_number
    where incident_states.updated_at >= incidents.loaded_at
),

states_with_departures as (
    select
        *,
        count(*) filter (where was_resolved and not is_resolved) over (
            partition by incident_number
            order by updated_at
            rows between unbounded preceding and current row
        ) as departure_count
    from states_with_previous
),

states_with_reopenings as (
    select
        *,
        cast(
            departure_count + max(reopen_count - departure_count) over (
                partition by incident_number
                order by updated_at
                rows between unbounded preceding and current row
            ) as integer
        ) as reopened_count
    from states_with_departures
),

states_with_changes as (
    select
        *,
        lag(topic) over (partition by incident_number order by updated_at) as previous_topic,
        lag(importance) over (
            partition by incident_number order by updated_at
        ) as previous_importance,
        lag(reopened_count) over (
            partition by incident_number order by updated_at
        ) as previous_reopened_count
    from states_with_reopenings
),

-- A count that rises from one resolved state to the next tells of a reopening within a minute, so a
-- new resolution begins there too.
states_with_resolutions as (
    select
        *,
        max(
            case
                when not is_resolved then null
                when not was_resolved then updated_at
                when reopened_count is distinct from previous_reopened_count then updated_at
            end
        ) over (
            partition by incident_number
            order by updated_at
            rows between unbounded preceding and current row
        ) as last_resolved_at
    from states_with_changes
)

select
    incident_number,
    topic,
    importance,
    reopened_count,
    case when is_resolved then last_resolved_at end as resolved_at,
    updated_at as loaded_at
from states_with_resolutions
where
    previous_topic is null
    or topic <> previous_topic
    or importance <> previous_importance
    or is_resolved <> was_resolved
    or reopened_count <> previous_reopened_count;

-- The first incident in the order in which they became known, so that a later update can not change
-- which one it was.
create or replace temp table first_incidents as
with numbered_incidents as (
    select
        *,
        row_number() over (
            partition by customer_id
            order by loaded_at, incident_number
        ) as place
    from incidents
)

select
    customer_id,
    property_id,
    opened_at,
    loaded_at
from numbered_incidents
where place = 1;

copy (
    select
        property_id,
        property_id as property_name,
        cast(null as varchar) as property_group,
        cast(null as varchar) as city,
        cast(null as varchar) as region,
        'UTC' as time_zone,
        cast(null as integer) as unit_count,
        min(loaded_at) as loaded_at
    from incidents
    group by property_id
    order by property_id
) to (getvariable('output_folder') || '/properties.parquet') (format parquet);

copy (
    select
        customer_id,
        cast(null as varchar) as full_name,
        cast(null as varchar) as email,
        cast(null as varchar) as phone,
        opened_at as created_at,
        loaded_at
    from first_incidents
    order by customer_id
) to (getvariable('output_folder') || '/customers.parquet') (format parquet);

copy (
    select
        customer_id || ' leaseholder' as role_id,
        customer_id,
        property_id,
        'leaseholder' as role,
        cast(opened_at as date) as started_on,
        cast(null as date) as ended_on,
        loaded_at
    from first_incidents
    order by customer_id
) to (getvariable('output_folder') || '/customer_roles.parquet') (format parquet);

copy (
    select
        incident_number as interaction_id,
        cast(null as varchar) as conversation_id,
        customer_id,
        property_id,
        opened_at as occurred_at,
        channel,
        'inbound' as direction,
        'repair_report' as interaction_type,
        topic,
        importance,
        false as is_escalated,
        cast(null as double) as sentiment,
        cast(null as varchar) as message_text,
        cast(null as varchar) as journey_stage,
        cast(null as varchar) as agent_id,
        cast(null as integer) as wait_seconds,
        cast(null as integer) as handle_seconds,
        false as is_abandoned,
        loaded_at
    from incidents
    order by incident_number
) to (getvariable('output_folder') || '/interactions.parquet') (format parquet);

copy (
    select
        issue_versions.incident_number as issue_id,
        incidents.customer_id,
        incidents.property_id,
        issue_versions.topic,
        issue_versions.importance,
        incidents.opened_at,
        issue_versions.resolved_at,
        issue_versions.reopened_count,
        false as is_escalated,
        issue_versions.loaded_at
    from issue_versions
    inner join incidents
        on issue_versions.incident_number = incidents.incident_number
    order by issue_versions.incident_number, issue_versions.loaded_at
) to (getvariable('output_folder') || '/issues.parquet') (format parquet);

-- The log has neither surveys nor initiatives: tables without rows keep the contract whole.
copy (
    select
        cast(null as varchar) as survey_id,
        cast(null as varchar) as customer_id,
        cast(null as varchar) as property_id,
        cast(null as varchar) as survey_type,
        cast(null as varchar) as touchpoint,
        cast(null as integer) as rating,
        cast(null as integer) as rating_max,
        cast(null as varchar) as comment,
        cast(null as timestamp) as responded_at,
        cast(null as timestamp) as loaded_at
    where false
) to (getvariable('output_folder') || '/surveys.parquet') (format parquet);

copy (
    select
        cast(null as varchar) as initiative_id,
        cast(null as varchar) as property_id,
        cast(null as varchar) as initiative_name,
        cast(null as date) as started_on,
        cast(null as date) as ended_on,
        cast(null as timestamp) as loaded_at
    where false
) to (getvariable('output_folder') || '/initiatives.parquet') (format parquet);
