with explained_scores as (select * from {{ ref('int_explained_scores') }}),

issue_states as (select * from {{ ref('int_issue_states') }}),

decay_weights as (select * from {{ ref('int_decay_weights') }}),

issues_on_day as (
    select
        explained_scores.customer_id,
        explained_scores.lag_days,
        explained_scores.score_date,
        issue_states.issue_key as evidence_key,
        issue_states.issue_kind,
        issue_states.topic,
        issue_states.opened_date,
        issue_states.severity_tenths,
        issue_states.reopened_count,
        issue_states.repeat_count,
        case
            when issue_states.resolved_date <= explained_scores.score_date
                then issue_states.resolved_date
        end as resolved_date
    from explained_scores
    inner join issue_states
        on explained_scores.customer_id = issue_states.customer_id
            and explained_scores.score_date >= issue_states.state_from_date
            and explained_scores.score_date
            < coalesce(issue_states.state_to_date, cast('9999-12-31' as date))
),

aged as (
    select
        *,
        {{ days_between('opened_date', 'coalesce(resolved_date, score_date)') }} as span_days,
        {{ days_between('coalesce(resolved_date, score_date)', 'score_date') }} as idle_days
    from issues_on_day
),

weighed_issues as (
    select
        aged.customer_id,
        aged.lag_days,
        aged.evidence_key,
        aged.issue_kind,
        aged.topic,
        aged.opened_date,
        aged.resolved_date,
        aged.severity_tenths,
        aged.reopened_count,
        aged.repeat_count,
        {{ issue_burden(
            'weights.persistence_weight', 'aged.severity_tenths', 'aged.span_days',
            'aged.reopened_count + aged.repeat_count',
        ) }} as burden
    from aged
    inner join decay_weights as weights on aged.idle_days = weights.age_days
)

select * from weighed_issues
