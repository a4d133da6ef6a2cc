{{ config(post_hook="{{ keep_query() }}") }}

with customer_days as (select * from {{ ref('int_customer_days') }}),

issue_states as (select * from {{ ref('int_issue_states') }}),

decay_weights as (select * from {{ ref('int_decay_weights') }}),

chunk_bounds as (
    select
        min(score_date) as first_date,
        max(score_date) as last_date
    from customer_days
),

-- joined by customer, few states would be left: the others go before
states_of_chunk as (
    select
        issue_states.customer_id,
        issue_states.state_from_date,
        issue_states.state_to_date,
        issue_states.opened_date,
        issue_states.resolved_date,
        issue_states.severity_tenths,
        issue_states.reopened_count + issue_states.repeat_count as recurrence_count
    from issue_states
    inner join chunk_bounds
        on issue_states.state_from_date <= chunk_bounds.last_date
            and coalesce(issue_states.state_to_date > chunk_bounds.first_date, true)
            and coalesce(
                issue_states.resolved_date
                >= chunk_bounds.first_date - {{ var('scoring_window_days') }}, true
            )
),

issues_on_day as (
    select
        customer_days.customer_id,
        customer_days.score_date,
        customer_days.cohort,
        states.opened_date,
        states.severity_tenths,
        states.recurrence_count,
        least(coalesce(states.resolved_date, customer_days.score_date), customer_days.score_date)
            as active_until_date
    from customer_days
    left join states_of_chunk as states
        on customer_days.customer_id = states.customer_id
            and customer_days.score_date >= states.state_from_date
            and customer_days.score_date
            < coalesce(states.state_to_date, cast('9999-12-31' as date))
            -- old issues outnumber the others; the weights would leave them out as well
            and coalesce(states.resolved_date, customer_days.score_date)
            >= customer_days.score_date - {{ var('scoring_window_days') }}
),

aged as (
    select
        *,
        {{ days_between('opened_date', 'active_until_date') }} as span_days,
        {{ days_between('active_until_date', 'score_date') }} as idle_days
    from issues_on_day
),

weighed as (
    select
        aged.*,
        weights.age_days is not null and aged.opened_date is not null as is_in_window,
        weights.confidence_weight_thousandths,
        {{ issue_burden(
            'weights.persistence_weight', 'aged.severity_tenths', 'aged.span_days',
            'aged.recurrence_count',
        ) }} as burden
    from aged
    left join decay_weights as weights on aged.idle_days = weights.age_days
),

summed as (
    select
        customer_id,
        score_date,
        cohort,
        cast(count(case when is_in_window then 1 end) as bigint) as issue_count,
        cast(coalesce(sum(case when is_in_window then burden end), 0) as bigint) as issue_burden,
        cast(
            coalesce(sum(case when is_in_window then confidence_weight_thousandths end), 0)
            as bigint
        ) as confidence_weight,
        cast(coalesce(sum(
            case
                when is_in_window
                    then confidence_weight_thousandths * confidence_weight_thousandths
            end
        ), 0) as bigint) as confidence_square_weight
    from weighed
    group by customer_id, score_date, cohort
)

select * from summed
