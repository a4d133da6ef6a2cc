with interaction_days as (
    select
        min(interaction_date) as first_interaction_date,
        max(interaction_date) as last_interaction_date
    from {{ ref('int_interactions') }}
    having count(*) > 0
),

covered_days as (
    select
        max(last_loaded_at) as last_loaded_at,
        max(covered_date) as last_covered_date
    from {{ ref('int_loads') }}
),

newest_loads as (
    select max(last_loaded_at) as newest_loaded_at
    from {{ ref('int_row_accounts') }}
),

day_range as (
    select
        interaction_days.*,
        covered_days.*,
        newest_loads.newest_loaded_at,
        coalesce({{ date_var('score_start_date') }}, interaction_days.first_interaction_date + 1)
            as score_start_date,
        coalesce({{ date_var('as_of_date') }}, covered_days.last_covered_date) as as_of_date
    from interaction_days
    cross join covered_days
    cross join newest_loads
)

select * from day_range
