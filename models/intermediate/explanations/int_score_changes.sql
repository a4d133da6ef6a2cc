with scores as (select * from {{ ref('int_explained_scores') }}),

explained_factors as (select * from {{ ref('int_explained_factors') }}),

change_reasons as (select * from {{ ref('change_reasons') }}),

scores_before as (
    select * from scores
    where lag_days > 0
),

-- both days weighed as on the newest one
weighed_scores as (
    select
        customer_id,
        lag_days,
        cast(sum(contribution) as bigint) as contribution
    from explained_factors
    group by customer_id, lag_days
),

explained_evidence as (
    select
        customer_id,
        lag_days,
        cast(sum(contribution) as bigint) as contribution
    from {{ ref('int_evidence_contributions') }}
    group by customer_id, lag_days
),

causes as (
    select
        reasons.customer_id,
        reasons.lag_days,
        cast(sum(
            case when change_reasons.cause = 'new_evidence' then reasons.contribution_change end
        ) as bigint) as new_evidence_change,
        cast(sum(
            case when change_reasons.cause = 'ageing' then reasons.contribution_change end
        ) as bigint) as ageing_change,
        cast(sum(
            case when change_reasons.cause = 'issue_state' then reasons.contribution_change end
        ) as bigint) as issue_state_change
    from {{ ref('int_change_reasons') }} as reasons
    inner join change_reasons on reasons.reason = change_reasons.reason
    group by reasons.customer_id, reasons.lag_days
),

split as (
    select
        scores_before.customer_id,
        scores_before.lag_days,
        scores_now.score_date,
        scores_before.score_date as compared_date,
        scores_now.cohort,
        scores_now.score,
        scores_before.score as score_before,
        coalesce(causes.new_evidence_change, 0) as new_evidence_change,
        coalesce(causes.ageing_change, 0) as ageing_change,
        coalesce(causes.issue_state_change, 0) as issue_state_change,
        scores_now.score - weighed_now.contribution
        - (scores_before.score - weighed_before.contribution) as reweighing_change,
        coalesce(explained_before.contribution, 0) - weighed_before.contribution
            as unexplained_change,
        scores_now.model_version <> scores_before.model_version as has_new_parameters
    from scores_before
    inner join scores as scores_now
        on scores_before.customer_id = scores_now.customer_id and scores_now.lag_days = 0
    inner join weighed_scores as weighed_now
        on scores_before.customer_id = weighed_now.customer_id and weighed_now.lag_days = 0
    inner join weighed_scores as weighed_before
        on scores_before.customer_id = weighed_before.customer_id
            and scores_before.lag_days = weighed_before.lag_days
    left join explained_evidence as explained_before
        on scores_before.customer_id = explained_before.customer_id
            and scores_before.lag_days = explained_before.lag_days
    left join causes
        on scores_before.customer_id = causes.customer_id
            and scores_before.lag_days = causes.lag_days
),

-- What the evidence of today does not explain of the day before, though it counts by today's rules:
-- other rules if the rules have changed since, else evidence that came after that day was closed.
score_changes as (
    select
        customer_id,
        lag_days,
        score_date,
        compared_date,
        cohort,
        score,
        score_before,
        score - score_before as score_change,
        new_evidence_change,
        ageing_change,
        issue_state_change,
        reweighing_change
        + case when has_new_parameters then unexplained_change else 0 end as parameters_change,
        case when has_new_parameters then 0 else unexplained_change end
            as corrected_evidence_change
    from split
)

select * from score_changes
