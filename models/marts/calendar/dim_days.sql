-- depends_on: {{ ref('int_scoring_days') }}
with coverage as (select * from {{ ref('int_data_coverage') }}),

numbered as (
    select
        first_interaction_date,
        {{ number_rows(0, days_between('first_interaction_date', 'as_of_date')) }} as day_number
    from coverage
),

days as (
    select cast(first_interaction_date + day_number as date) as date_day
    from numbered
)

select * from days
