with daily_issues as (select * from {{ ref('int_daily_issues') }}),

priors as (
    select cast(prior_evidence * 10000000 as bigint) as prior_weight
    from {{ ref('factors') }}
    where factor = 'persistence'
),

factor_scores as (
    select
        daily_issues.customer_id,
        daily_issues.score_date,
        daily_issues.cohort,
        'persistence' as factor,
        {{ int_div('daily_issues.issue_burden', 10) }} as raw_value,
        {{ round_div(
            'priors.prior_weight', 'priors.prior_weight + daily_issues.issue_burden', 100 * 1000000
        ) }} as factor_score,
        daily_issues.issue_count as evidence_count,
        daily_issues.issue_count > 0 as has_evidence
    from daily_issues
    cross join priors
)

select * from factor_scores
