with windows as (select * from {{ ref('int_initiative_windows') }}),

sides as (
    select * from {{ ref('int_initiative_sides') }}
    where side <> 'left out'
),

property_weeks as (select * from {{ ref('int_initiative_property_weeks') }}),

stayers as (select * from {{ ref('int_initiative_stayers') }}),

cohorts as (
    select all_cohorts.cohort
    from (values ('all'), ('residents'), ('prospects')) as all_cohorts (cohort)
),

-- each customer counts alike, with the mean of the days of each window
score_sums as (
    select
        stayers.initiative_id,
        'score' as metric,
        stayers.placebo_number,
        cohorts.cohort,
        stayers.property_id,
        cast(sum(stayers.before_score) as bigint) as before_sum,
        count(*) as before_count,
        cast(sum(stayers.after_score) as bigint) as after_sum,
        count(*) as after_count,
        count(*) as customer_count,
        cast(sum(stayers.before_day_count + stayers.after_day_count) as bigint)
            as observation_count
    from stayers
    inner join cohorts on cohorts.cohort in ('all', stayers.cohort)
    group by
        stayers.initiative_id, stayers.placebo_number, cohorts.cohort, stayers.property_id
),

metric_sums as (
    select
        windows.initiative_id,
        windows.metric,
        windows.placebo_number,
        'all' as cohort,
        property_weeks.property_id,
        cast(sum(case
            when
                property_weeks.week_from_date < windows.before_to_date
                then property_weeks.value_sum
            else 0
        end) as bigint) as before_sum,
        cast(sum(case
            when
                property_weeks.week_from_date < windows.before_to_date
                then property_weeks.value_count
            else 0
        end) as bigint) as before_count,
        cast(sum(case
            when
                property_weeks.week_from_date >= windows.after_from_date
                then property_weeks.value_sum
            else 0
        end) as bigint) as after_sum,
        cast(sum(case
            when
                property_weeks.week_from_date >= windows.after_from_date
                then property_weeks.value_count
            else 0
        end) as bigint) as after_count,
        cast(null as bigint) as customer_count,
        cast(sum(
            case
                when
                    property_weeks.week_from_date < windows.before_to_date
                    or property_weeks.week_from_date >= windows.after_from_date
                    then property_weeks.value_count
                else 0
            end
        ) as bigint) as observation_count
    from sides
    inner join windows
        on sides.initiative_id = windows.initiative_id
            and sides.metric = windows.metric
            and sides.placebo_number = windows.placebo_number
    inner join property_weeks
        on sides.property_id = property_weeks.property_id
            and windows.metric = property_weeks.metric
            and windows.first_weekday = property_weeks.first_weekday
            and windows.before_from_date <= property_weeks.week_from_date
            and windows.after_to_date > property_weeks.week_from_date
    group by
        windows.initiative_id, windows.metric, windows.placebo_number,
        property_weeks.property_id
),

window_sums as (
    select * from score_sums
    union all
    select * from metric_sums
)

select * from window_sums
