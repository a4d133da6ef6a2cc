with daily_topics as (select * from {{ ref('int_daily_topics') }}),

priors as (
    select cast(prior_evidence * 1000000 as bigint) as prior_weight
    from {{ ref('factors') }}
    where factor = 'variety'
),

factor_scores as (
    select
        daily_topics.customer_id,
        daily_topics.score_date,
        daily_topics.cohort,
        'variety' as factor,
        daily_topics.topic_weight as raw_value,
        {{ round_div(
            'priors.prior_weight', 'priors.prior_weight + daily_topics.topic_weight', 100 * 1000000
        ) }} as factor_score,
        daily_topics.topic_count as evidence_count,
        daily_topics.topic_count > 0 as has_evidence
    from daily_topics
    cross join priors
)

select * from factor_scores
