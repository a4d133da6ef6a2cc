with windows as (
    select * from {{ ref('int_initiative_windows') }}
    where placebo_number = 0
),

changes as (
    select * from {{ ref('int_initiative_changes') }}
    where placebo_number = 0
),

stayers as (
    select * from {{ ref('int_initiative_stayers') }}
    where placebo_number = 0
),

customer_weeks as (select * from {{ ref('int_initiative_customer_weeks') }}),

property_weeks as (select * from {{ ref('int_initiative_property_weeks') }}),

-- the customers of the estimate, so that the path is theirs too
score_weeks as (
    select
        stayers.initiative_id,
        stayers.property_id,
        stayers.cohort,
        customer_weeks.week_from_date,
        cast(sum(customer_weeks.score_sum) as bigint) as value_sum,
        cast(sum(customer_weeks.day_count) as bigint) as value_count
    from stayers
    inner join windows
        on stayers.initiative_id = windows.initiative_id and windows.metric = 'score'
    inner join customer_weeks
        on stayers.customer_id = customer_weeks.customer_id
            and stayers.property_id = customer_weeks.property_id
            and stayers.cohort = customer_weeks.cohort
            and windows.first_weekday = customer_weeks.first_weekday
            and windows.before_from_date <= customer_weeks.week_from_date
            and windows.before_to_date > customer_weeks.week_from_date
    group by
        stayers.initiative_id, stayers.property_id, stayers.cohort,
        customer_weeks.week_from_date
),

weeks as (
    select
        changes.initiative_id,
        changes.metric,
        changes.cohort,
        changes.property_id,
        changes.side,
        score_weeks.week_from_date,
        cast(sum(score_weeks.value_sum) as bigint) as value_sum,
        cast(sum(score_weeks.value_count) as bigint) as value_count
    from changes
    inner join score_weeks
        on changes.initiative_id = score_weeks.initiative_id
            and changes.property_id = score_weeks.property_id
            and changes.cohort in ('all', score_weeks.cohort)
    where changes.metric = 'score'
    group by
        changes.initiative_id, changes.metric, changes.cohort, changes.property_id, changes.side,
        score_weeks.week_from_date
    union all
    select
        changes.initiative_id,
        changes.metric,
        changes.cohort,
        changes.property_id,
        changes.side,
        property_weeks.week_from_date,
        property_weeks.value_sum,
        property_weeks.value_count
    from changes
    inner join windows
        on changes.initiative_id = windows.initiative_id and changes.metric = windows.metric
    inner join property_weeks
        on changes.property_id = property_weeks.property_id
            and changes.metric = property_weeks.metric
            and windows.first_weekday = property_weeks.first_weekday
            and windows.before_from_date <= property_weeks.week_from_date
            and windows.before_to_date > property_weeks.week_from_date
    where property_weeks.value_count > 0
),

numbered as (
    select
        weeks.*,
        cast(
            {{ int_div(days_between('windows.before_from_date', 'weeks.week_from_date'), 7) }}
            as bigint
        ) as week_number,
        {{ round_div('weeks.value_sum', 'weeks.value_count') }} as week_value
    from weeks
    inner join windows
        on weeks.initiative_id = windows.initiative_id and weeks.metric = windows.metric
)

select * from numbered
