{{ config(post_hook="{{ keep_query() }}") }}

with scoring_days as (
    select
        score_date,
        reason = 'data' as is_of_touched_customers
    from {{ ref('int_chunk_days') }}
    where reason <> 'comparison'
),

touched_customers as (select * from {{ ref('int_touched_customers') }}),

role_periods as {{ not_materialized() }} (
    select * from {{ ref('int_role_periods') }}
    where cohort is not null
),

scored_roles as (
    select
        role_periods.*,
        scoring_days.score_date
    from scoring_days
    inner join role_periods
        on scoring_days.score_date >= role_periods.period_from_date
            and scoring_days.score_date
            < coalesce(role_periods.period_to_date, cast('9999-12-31' as date))
    where not scoring_days.is_of_touched_customers
    union all
    -- joined by customer first: days may be many, touched customers are few
    select
        role_periods.*,
        scoring_days.score_date
    from touched_customers
    inner join role_periods on touched_customers.customer_id = role_periods.customer_id
    inner join scoring_days
        on touched_customers.touched_from_date <= scoring_days.score_date
            and role_periods.period_from_date <= scoring_days.score_date
            and coalesce(role_periods.period_to_date > scoring_days.score_date, true)
    where scoring_days.is_of_touched_customers
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
