{{ config(post_hook="{{ keep_query() }}") }}

with scoring_days as (
    select
        score_date,
        reason = 'data' as is_of_touched_customers
    from {{ ref('int_chunk_days') }}
    where reason <> 'comparison'
),

touched_customers as (select * from {{ ref('int_touched_customers') }}),

customer_roles as {{ not_materialized() }} (
    select * from {{ ref('stg_raw__customer_roles') }}
),

roles as (select * from {{ ref('roles') }}),

exposures as (select * from {{ ref('int_exposures') }}),

roles_of_days as (
    select
        customer_roles.*,
        scoring_days.score_date
    from scoring_days
    inner join customer_roles
        on scoring_days.score_date >= customer_roles.started_on
            and scoring_days.score_date
            <= coalesce(customer_roles.ended_on, cast('9999-12-31' as date))
    where not scoring_days.is_of_touched_customers
    union all
    -- joined by customer first: days may be many, touched customers are few
    select
        customer_roles.*,
        scoring_days.score_date
    from touched_customers
    inner join customer_roles on touched_customers.customer_id = customer_roles.customer_id
    inner join scoring_days
        on touched_customers.touched_from_date <= scoring_days.score_date
            and customer_roles.started_on <= scoring_days.score_date
            and coalesce(customer_roles.ended_on >= scoring_days.score_date, true)
    where scoring_days.is_of_touched_customers
),

roles_in_force as (
    select
        roles_of_days.customer_id,
        roles_of_days.property_id,
        roles_of_days.role,
        roles_of_days.started_on,
        roles.cohort,
        roles_of_days.score_date,
        row_number() over (
            partition by roles_of_days.customer_id, roles_of_days.score_date
            order by
                roles.precedence asc nulls last,
                roles_of_days.started_on desc nulls last,
                roles_of_days.role_id asc nulls last
        ) as role_number
    from roles_of_days
    inner join roles on roles_of_days.role = roles.role
    where roles.cohort is not null
),

scored_roles as (
    select
        roles_in_force.customer_id,
        roles_in_force.score_date,
        roles_in_force.property_id,
        roles_in_force.role,
        roles_in_force.cohort,
        roles_in_force.started_on,
        exposures.exposure_start_date
    from roles_in_force
    inner join exposures on roles_in_force.customer_id = exposures.customer_id
    where roles_in_force.role_number = 1
),

-- prospects are scored for a while after their start, then after each contact
contacted_prospects as (
    select distinct
        scored_roles.customer_id,
        scored_roles.score_date
    from scored_roles
    inner join {{ ref('int_interactions') }} as interactions
        on scored_roles.customer_id = interactions.customer_id
            and scored_roles.score_date >= interactions.interaction_date
            and interactions.interaction_date
            >= scored_roles.score_date - {{ var('prospect_active_days') }}
    where scored_roles.cohort <> 'residents'
        and scored_roles.score_date > scored_roles.started_on + {{ var('prospect_active_days') }}
),

active_customers as (
    select
        scored_roles.customer_id,
        scored_roles.score_date,
        scored_roles.property_id,
        scored_roles.role,
        scored_roles.cohort,
        cast(
            {{ days_between('scored_roles.exposure_start_date', 'scored_roles.score_date') }} + 1
            as integer
        ) as exposed_days
    from scored_roles
    left join contacted_prospects
        on scored_roles.customer_id = contacted_prospects.customer_id
            and scored_roles.score_date = contacted_prospects.score_date
    where scored_roles.cohort = 'residents'
        or scored_roles.score_date <= scored_roles.started_on + {{ var('prospect_active_days') }}
        or contacted_prospects.customer_id is not null
)

select * from active_customers
