with interactions as (select * from {{ ref('int_interactions') }}),

loads as (select * from {{ ref('int_loads') }}),

row_accounts as (select * from {{ ref('int_row_accounts') }}),

interaction_days as (
    select
        min(interaction_date) as first_interaction_date,
        max(interaction_date) as last_interaction_date
    from interactions
),

last_loads as (
    select
        max(last_loaded_at) as last_loaded_at,
        max(covered_date) as last_covered_date
    from loads
),

newest_loads as (
    select max(last_loaded_at) as newest_loaded_at
    from row_accounts
),

day_range as (
    select
        interaction_days.first_interaction_date,
        interaction_days.last_interaction_date,
        last_loads.last_loaded_at,
        newest_loads.newest_loaded_at,
        last_loads.last_covered_date,
        coalesce(
            {{ date_var('score_start_date') }},
            cast(interaction_days.first_interaction_date + 1 as date)
        ) as score_start_date,
        coalesce({{ date_var('as_of_date') }}, last_loads.last_covered_date) as as_of_date
    from interaction_days
    cross join last_loads
    cross join newest_loads
    where interaction_days.first_interaction_date is not null
)

select * from day_range
