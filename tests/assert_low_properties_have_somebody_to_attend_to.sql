-- A list of low properties helps only if each leads to somebody to call, or says why there is
-- nobody.
with property_scores as (select * from {{ ref('fct_property_scores_daily') }}),

calls as (
    select
        property_id,
        cohort,
        score_date
    from {{ ref('fct_customer_scores_daily') }}
    where priority = 'high' and evidence_count > 0
    union distinct
    select
        property_id,
        cohort,
        score_date
    from {{ ref('fct_attention_list') }}
    where confidence > 0
),

-- in the cohort all the calls of both
reached as (
    select
        calls.property_id,
        case when cohort_scopes.cohort_scope = 'own' then calls.cohort else 'all' end as cohort,
        calls.score_date
    from calls
    cross join (values ('own'), ('all')) as cohort_scopes (cohort_scope)
),

call_counts as (
    select
        property_id,
        cohort,
        score_date,
        count(*) as call_count
    from reached
    group by property_id, cohort, score_date
),

unexplained as (
    select
        property_scores.property_id,
        property_scores.cohort,
        property_scores.score_date,
        property_scores.low_reason
    from property_scores
    left join call_counts
        on property_scores.property_id = call_counts.property_id
            and property_scores.cohort = call_counts.cohort
            and property_scores.score_date = call_counts.score_date
    where property_scores.low_reason is not null and not property_scores.is_low
        or property_scores.low_reason is null and property_scores.is_low
        and call_counts.call_count is null
)

select * from unexplained
