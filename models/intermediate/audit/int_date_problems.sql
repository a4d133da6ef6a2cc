with coverage as (select * from {{ ref('int_data_coverage') }}),

first_weights as (
    select
        cohort,
        min(valid_from) as valid_from
    from {{ ref('factor_weights') }}
    group by cohort
),

run_lengths as (
    select
        *,
        {{ days_between('last_interaction_date', 'as_of_date') }} as quiet_days,
        {{ days_between('score_start_date', 'as_of_date') }} + 1 as day_count
    from coverage
),

date_problems as (
    select
        'as_of_date: ' || cast(as_of_date as string) || ' is before '
        || cast(score_start_date as string) || ', the first day to score; the data covers '
        || cast(first_interaction_date as string) || ' to ' || cast(last_covered_date as string)
        || ', choose a day in that range' as problem
    from coverage
    where as_of_date < score_start_date
    union all
    select
        'as_of_date: ' || cast(as_of_date as string) || ' is after '
        || cast(last_covered_date as string) || ', the last day that the loaded data covers '
        || 'fully; choose an earlier day or load more' as problem
    from coverage
    where as_of_date > last_covered_date
    union all
    select
        'interactions: the newest loaded_at is ' || cast(last_loaded_at as string)
        || ', but the last interaction was on ' || cast(last_interaction_date as string)
        || '; correct loaded_at where it is wrong, or set as_of_date to the last day to score'
            as problem
    from run_lengths
    where quiet_days > {{ var('max_quiet_days') }}
        and {{ date_var('as_of_date') }} is null
    union all
    select
        'interactions: ' || day_count || ' days from ' || cast(score_start_date as string)
        || ' to ' || cast(as_of_date as string) || ' would be scored; correct the dates of the '
        || 'first and last interactions, or set score_start_date and as_of_date' as problem
    from run_lengths
    where day_count > {{ var('max_scored_days') }}
    union all
    select
        'factor_weights: no weights of ' || first_weights.cohort || ' are in force on '
        || cast(coverage.score_start_date as string)
        || ', the first day to score; the first valid_from is '
        || cast(first_weights.valid_from as string) as problem
    from coverage
    cross join first_weights
    where coverage.score_start_date < first_weights.valid_from
)

select * from date_problems
