with windows as (
    select * from {{ ref('int_initiative_windows') }}
    where metric = 'score'
),

sides as (
    select * from {{ ref('int_initiative_sides') }}
    where metric = 'score' and side <> 'left out'
),

customer_weeks as (select * from {{ ref('int_initiative_customer_weeks') }}),

window_sums as (
    select
        windows.initiative_id,
        windows.placebo_number,
        customer_weeks.customer_id,
        customer_weeks.property_id,
        customer_weeks.cohort,
        cast(sum(case
            when
                customer_weeks.week_from_date < windows.before_to_date
                then customer_weeks.score_sum
            else 0
        end) as bigint) as before_score_sum,
        cast(sum(case
            when
                customer_weeks.week_from_date < windows.before_to_date
                then customer_weeks.day_count
            else 0
        end) as bigint) as before_day_count,
        cast(sum(case
            when
                customer_weeks.week_from_date >= windows.after_from_date
                then customer_weeks.score_sum
            else 0
        end) as bigint) as after_score_sum,
        cast(sum(case
            when
                customer_weeks.week_from_date >= windows.after_from_date
                then customer_weeks.day_count
            else 0
        end) as bigint) as after_day_count
    from sides
    inner join windows
        on sides.initiative_id = windows.initiative_id
            and sides.placebo_number = windows.placebo_number
    inner join customer_weeks
        on sides.property_id = customer_weeks.property_id
            and windows.first_weekday = customer_weeks.first_weekday
            and windows.before_from_date <= customer_weeks.week_from_date
            and windows.after_to_date > customer_weeks.week_from_date
    group by
        windows.initiative_id, windows.placebo_number, customer_weeks.customer_id,
        customer_weeks.property_id, customer_weeks.cohort
),

-- who comes or goes changes the mean of a property without a change of anybody's score
stayers as (
    select
        *,
        {{ round_div('before_score_sum', 'before_day_count') }} as before_score,
        {{ round_div('after_score_sum', 'after_day_count') }} as after_score
    from window_sums
    where before_day_count > 0 and after_day_count > 0
)

select * from stayers
