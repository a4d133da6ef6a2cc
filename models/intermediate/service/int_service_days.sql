-- depends_on: {{ ref('int_scoring_days') }}
{% set held_columns = {'service_date': 'date', 'input_version': 'string'} %}
with coverage as (select * from {{ ref('int_data_coverage') }}),

reads as (select * from {{ ref('stg_raw__reads') }}),

agent_groups as (select * from {{ ref('agent_groups') }}),

held_rows as (
    {{ rows_held_by('fct_service_metrics_daily' if reads_changes_only() else none, held_columns) }}
),

-- a corrected row has a later load; one that comes, goes or moves changes the counts and times
day_inputs as (
    select
        interactions.interaction_date,
        coverage.as_of_date,
        count(*) as interaction_count,
        sum({{ seconds_between("cast('2000-01-01' as timestamp)", 'interactions.loaded_at') }})
            as loaded_seconds,
        sum({{ seconds_between("cast('2000-01-01' as timestamp)", 'interactions.occurred_at') }})
            as occurred_seconds
    from {{ ref('int_interactions') }} as interactions
    inner join coverage on interactions.interaction_date <= coverage.as_of_date
    group by interactions.interaction_date, coverage.as_of_date
),

rules as (
    select
        md5(
            coalesce({{ sorted_concat("agent_id || ' ' || agent_group") }}, '')
            || '{{ code_hash(["service"], ["service_follow_up_days"]) }}'
        ) as group_hash
    from agent_groups
),

-- by which code, vars and seeds the interactions were read
reading_rules as (
    select max_by(rules_hash, read_number) as rules_hash
    from reads
),

-- a contact is judged by what came in the days before it and comes in the days after it
day_versions as (
    select
        due.interaction_date as service_date,
        md5(concat_ws(
            ' ',
            max(rules.group_hash),
            max(reading_rules.rules_hash),
            max(case
                when cast(due.interaction_date + {{ var('service_follow_up_days') }} as date)
                    <= due.as_of_date then 'known'
                else 'pending'
            end),
            {{ sorted_concat(
                "cast(neighbour.interaction_date as string)"
                ~ " || ' ' || cast(neighbour.interaction_count as string)"
                ~ " || ' ' || cast(neighbour.loaded_seconds as string)"
                ~ " || ' ' || cast(neighbour.occurred_seconds as string)"
            ) }}
        )) as input_version
    from day_inputs as due
    cross join rules
    cross join reading_rules
    inner join day_inputs as neighbour
        on neighbour.interaction_date
            between cast(due.interaction_date - {{ var('service_follow_up_days') }} as date)
            and cast(due.interaction_date + {{ var('service_follow_up_days') }} as date)
    group by due.interaction_date
),

held_versions as (
    select
        service_date,
        max(input_version) as input_version
    from held_rows
    group by service_date
),

-- a day that is held and has no interaction any more has no version: its rows go
due_days as (
    select
        coalesce(day_versions.service_date, held_versions.service_date) as service_date,
        day_versions.input_version
    from day_versions
    full outer join held_versions on day_versions.service_date = held_versions.service_date
    where day_versions.input_version is distinct from held_versions.input_version
)

select * from due_days
