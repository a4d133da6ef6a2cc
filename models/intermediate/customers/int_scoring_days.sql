-- depends_on: {{ ref('int_parameter_problems') }}
-- depends_on: {{ ref('int_scale_problems') }}
-- depends_on: {{ ref('int_feed_problems') }}
-- depends_on: {{ ref('int_date_problems') }}
{{ config(pre_hook="{{ stop_on_problem_rows([
    ref('int_parameter_problems'), ref('int_scale_problems'), ref('int_feed_problems'),
    ref('int_date_problems')
]) }}") }}

with coverage as (select * from {{ ref('int_data_coverage') }}),

scored_days as ({{ scored_days('fct_customer_scores_daily') }}),

due_days as (
    select cast(score_start_date + day_number as date) as score_date
    from (
        select
            score_start_date,
            {{ number_rows(0, days_between('score_start_date', 'as_of_date')) }} as day_number
        from coverage
    ) as numbered_days
),

missing_days as (
    select due_days.score_date
    from due_days
    left join scored_days on due_days.score_date = scored_days.score_date
    where scored_days.score_date is null
),

-- a day scored now may be the comparison of one scored before: its change over 7 days is due again
days_to_score as (
    select score_date from missing_days
    union distinct
    select cast(missing_days.score_date + 7 as date) as score_date
    from missing_days
    inner join scored_days on scored_days.score_date = cast(missing_days.score_date + 7 as date)
)

select * from days_to_score
