with interactions as (
    select * from {{ ref('int_interactions') }}
),

properties as (
    select * from {{ ref('stg_raw__properties') }}
),

loads as (
    select
        min(interaction_date) as first_interaction_date,
        max(loaded_at) as last_loaded_at
    from interactions
),

-- a day is covered when it has ended everywhere before the last load ran
coverage as (
    select
        loads.first_interaction_date,
        loads.last_loaded_at,
        cast(
            min({{ local_date('loads.last_loaded_at', 'properties.time_zone') }}) - 1 as date
        ) as last_covered_date
    from loads
    cross join properties
    group by loads.first_interaction_date, loads.last_loaded_at
),

day_range as (
    select
        *,
        coalesce(
            try_cast('{{ var("score_start_date") }}' as date), cast(first_interaction_date + 1 as date)
        ) as score_start_date,
        coalesce(try_cast('{{ var("as_of_date") }}' as date), last_covered_date) as as_of_date
    from coverage
)

select * from day_range
