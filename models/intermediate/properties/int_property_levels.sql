with customer_sums as (select * from {{ ref('int_property_sums') }}),

properties as (select * from {{ ref('dim_properties') }}),

level_types as (
    select level_types.level_type
    from (
        values ('property'), ('property_group'), ('region'), ('portfolio')
    ) as level_types (level_type)
),

cohort_scopes as (
    select cohort_scopes.cohort_scope
    from (values ('own'), ('all')) as cohort_scopes (cohort_scope)
),

-- a property without a group or region is in none
labelled as (
    select
        level_types.level_type,
        case level_types.level_type
            when 'property' then customer_sums.property_id
            when 'property_group' then properties.property_group
            when 'region' then properties.region
            else 'portfolio'
        end as level_name,
        case
            when cohort_scopes.cohort_scope = 'own' then customer_sums.cohort
            else 'all'
        end as level_cohort,
        customer_sums.*
    from customer_sums
    left join properties on customer_sums.property_id = properties.property_id
    cross join level_types
    cross join cohort_scopes
),

level_sums as (
    select
        level_type,
        level_name,
        level_cohort as cohort,
        score_date,
        count(distinct property_id) as property_count,
        cast(sum(customer_count) as bigint) as customer_count,
        cast(sum(exposure_days) as bigint) as exposure_days,
        cast(sum(score_sum) as bigint) as score_sum,
        cast(sum(high_priority_count) as bigint) as high_priority_count,
        cast(sum(heard_high_priority_count) as bigint) as heard_high_priority_count,
        cast(sum(lowest_count) as bigint) as lowest_count
    from labelled
    where level_name is not null
    group by level_type, level_name, level_cohort, score_date
),

means as (
    select
        *,
        {{ round_div('score_sum', 'exposure_days') }} as mean_score
    from level_sums
)

select * from means
