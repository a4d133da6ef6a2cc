-- A group is the sum of its properties: a mean of their means would make small ones as heavy as
-- large ones.
with properties as (select * from {{ ref('dim_properties') }}),

labelled as (
    select
        'property_group' as group_type,
        properties.property_group as group_name,
        scores.*
    from {{ ref('fct_property_scores_daily') }} as scores
    inner join properties on scores.property_id = properties.property_id
    union all
    select
        'region' as group_type,
        properties.region as group_name,
        scores.*
    from {{ ref('fct_property_scores_daily') }} as scores
    inner join properties on scores.property_id = properties.property_id
),

expected as (
    select
        group_type,
        group_name,
        cohort,
        score_date,
        count(*) as property_count,
        sum(customer_count) as customer_count,
        sum(exposure_days) as exposure_days,
        sum(high_priority_count) as high_priority_count,
        sum(lowest_count) as lowest_count,
        sum(exposure_days * cast(mean_score * 1000000 as bigint)) as score_sum
    from labelled
    where group_name is not null
    group by group_type, group_name, cohort, score_date
),

differences as (
    select
        coalesce(expected.group_name, group_scores.group_name) as group_name,
        coalesce(expected.cohort, group_scores.cohort) as cohort,
        coalesce(expected.score_date, group_scores.score_date) as score_date
    from expected
    full outer join {{ ref('fct_property_group_scores_daily') }} as group_scores
        on expected.group_type = group_scores.group_type
            and expected.group_name = group_scores.group_name
            and expected.cohort = group_scores.cohort
            and expected.score_date = group_scores.score_date
    where expected.property_count is distinct from group_scores.property_count
        or expected.customer_count is distinct from group_scores.customer_count
        or expected.exposure_days is distinct from group_scores.exposure_days
        or expected.high_priority_count is distinct from group_scores.high_priority_count
        or expected.lowest_count is distinct from group_scores.lowest_count
        or abs(
            expected.score_sum
            - expected.exposure_days * cast(group_scores.mean_score * 1000000 as bigint)
        ) > expected.exposure_days
)

select * from differences
