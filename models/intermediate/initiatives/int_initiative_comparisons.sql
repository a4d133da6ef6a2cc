with windows as (
    select * from {{ ref('int_initiative_windows') }}
    where placebo_number = 0 or (has_time_before and has_time_after)
),

sides as (select * from {{ ref('int_initiative_sides') }}),

changes as (select * from {{ ref('int_initiative_changes') }}),

estimates as (
    select * from {{ ref('int_initiative_estimates') }}
    where quantity = 'change'
),

cohorts as (
    select all_cohorts.cohort
    from (values ('all'), ('residents'), ('prospects')) as all_cohorts (cohort)
),

others as (
    select
        initiative_id,
        metric,
        placebo_number,
        count(case when has_other_initiative then 1 end) as other_initiative_count,
        max(case when side = 'treated' and has_other_initiative then 1 else 0 end) = 1
            as is_of_several_initiatives
    from sides
    group by initiative_id, metric, placebo_number
),

-- a mean over properties: each counts alike, however many customers it has
side_means as (
    select
        initiative_id,
        metric,
        cohort,
        placebo_number,
        side,
        count(*) as property_count,
        cast(sum(customer_count) as bigint) as customer_count,
        cast(sum(observation_count) as bigint) as observation_count,
        cast(cast(sum(before_value) as bigint) / (1000000 * count(*)) as decimal(14, 6))
            as before_mean,
        cast(cast(sum(after_value) as bigint) / (1000000 * count(*)) as decimal(14, 6))
            as after_mean
    from changes
    group by initiative_id, metric, cohort, placebo_number, side
),

comparisons as (
    select
        windows.initiative_id,
        windows.metric,
        cohorts.cohort,
        windows.placebo_number,
        windows.compared_from_date,
        windows.before_from_date,
        windows.before_to_date,
        windows.after_from_date,
        windows.after_to_date,
        windows.before_weeks,
        windows.after_weeks,
        windows.has_time_before,
        windows.has_time_after,
        coalesce(others.other_initiative_count, 0) as other_initiative_count,
        coalesce(others.is_of_several_initiatives, false) as is_of_several_initiatives,
        coalesce(treated.property_count, 0) as treated_property_count,
        treated.customer_count as treated_customer_count,
        treated.observation_count as treated_observation_count,
        treated.before_mean as treated_before,
        treated.after_mean as treated_after,
        coalesce(untouched.property_count, 0) as untouched_property_count,
        untouched.customer_count as untouched_customer_count,
        untouched.observation_count as untouched_observation_count,
        untouched.before_mean as untouched_before,
        untouched.after_mean as untouched_after,
        estimates.estimate,
        estimates.estimate_lower,
        estimates.estimate_upper,
        estimates.estimate_lower > 0 or estimates.estimate_upper < 0 as is_significant
    from windows
    inner join cohorts on windows.metric = 'score' or cohorts.cohort = 'all'
    left join others
        on windows.initiative_id = others.initiative_id
            and windows.metric = others.metric
            and windows.placebo_number = others.placebo_number
    left join side_means as treated
        on windows.initiative_id = treated.initiative_id
            and windows.metric = treated.metric
            and cohorts.cohort = treated.cohort
            and windows.placebo_number = treated.placebo_number
            and treated.side = 'treated'
    left join side_means as untouched
        on windows.initiative_id = untouched.initiative_id
            and windows.metric = untouched.metric
            and cohorts.cohort = untouched.cohort
            and windows.placebo_number = untouched.placebo_number
            and untouched.side = 'untouched'
    left join estimates
        on windows.initiative_id = estimates.initiative_id
            and windows.metric = estimates.metric
            and cohorts.cohort = estimates.cohort
            and windows.placebo_number = estimates.placebo_number
    -- what another initiative did is no placebo
    where windows.placebo_number = 0 or others.is_of_several_initiatives is not true
)

select * from comparisons
