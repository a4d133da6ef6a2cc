with explained_days as (select * from {{ ref('int_explained_days') }}),

contributions as (
    select
        customer_id,
        lag_days,
        evidence_key,
        cast(sum(contribution) as bigint) as contribution
    from {{ ref('int_evidence_contributions') }}
    group by customer_id, lag_days, evidence_key
),

compared_customers as (
    select
        customer_id,
        lag_days
    from {{ ref('int_explained_scores') }}
    where lag_days > 0
),

contributions_now as (
    select
        contributions.customer_id,
        compared_customers.lag_days,
        contributions.evidence_key,
        contributions.contribution
    from contributions
    inner join compared_customers on contributions.customer_id = compared_customers.customer_id
    where contributions.lag_days = 0
),

contributions_before as (
    select * from contributions
    where lag_days > 0
),

changes as (
    select
        coalesce(contributions_now.customer_id, contributions_before.customer_id) as customer_id,
        coalesce(contributions_now.lag_days, contributions_before.lag_days) as lag_days,
        coalesce(contributions_now.evidence_key, contributions_before.evidence_key)
            as evidence_key,
        coalesce(contributions_now.contribution, 0) as contribution,
        coalesce(contributions_before.contribution, 0) as contribution_before
    from contributions_now
    full outer join contributions_before
        on contributions_now.customer_id = contributions_before.customer_id
            and contributions_now.lag_days = contributions_before.lag_days
            and contributions_now.evidence_key = contributions_before.evidence_key
),

dated as (
    select
        changes.*,
        explained_days.score_date as compared_date,
        changes.contribution - changes.contribution_before as contribution_change
    from changes
    inner join explained_days on changes.lag_days = explained_days.lag_days
)

select * from dated
