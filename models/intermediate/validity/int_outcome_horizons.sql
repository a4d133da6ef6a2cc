with outcomes as (select * from {{ ref('score_outcomes') }}),

coverage as (select * from {{ ref('int_data_coverage') }}),

-- a move out is sure once no other home can follow it
outcome_horizons as (
    select
        outcomes.outcome,
        outcomes.cohort,
        outcomes.event_kind,
        outcomes.from_days,
        outcomes.to_days,
        outcomes.decided_by_type,
        cast(
            coverage.as_of_date - outcomes.to_days
            - case when outcomes.event_kind = 'leave' then {{ var('leave_gap_days') }} else 0 end
            as date
        ) as last_judged_date
    from outcomes
    cross join coverage
)

select * from outcome_horizons
