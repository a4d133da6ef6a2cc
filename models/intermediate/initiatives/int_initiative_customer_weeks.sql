with windows as (
    select * from {{ ref('int_initiative_windows') }}
    where has_time_before and has_time_after
),

daily_scores as (select * from {{ ref('fct_customer_scores_daily') }}),

-- one pass for each weekday on which an initiative began, of seven at most
weekdays as (
    select
        first_weekday,
        min(before_from_date) as read_from_date,
        max(after_to_date) as read_to_date
    from windows
    group by first_weekday
),

dated as (
    select
        weekdays.first_weekday,
        daily_scores.customer_id,
        daily_scores.property_id,
        daily_scores.cohort,
        cast(
            daily_scores.score_date
            - cast(
                {{ days_between('weekdays.read_from_date', 'daily_scores.score_date') }} % 7
                as integer
            ) as date
        ) as week_from_date,
        cast(daily_scores.score * 1000000 as bigint) as score
    from daily_scores
    inner join weekdays
        on daily_scores.score_date >= weekdays.read_from_date
            and daily_scores.score_date < weekdays.read_to_date
    where daily_scores.property_id is not null
),

customer_weeks as (
    select
        first_weekday,
        customer_id,
        property_id,
        cohort,
        week_from_date,
        cast(sum(score) as bigint) as score_sum,
        count(*) as day_count
    from dated
    group by first_weekday, customer_id, property_id, cohort, week_from_date
)

select * from customer_weeks
