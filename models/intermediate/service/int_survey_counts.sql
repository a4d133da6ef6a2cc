-- depends_on: {{ ref('int_scoring_days') }}
with coverage as (select * from {{ ref('int_data_coverage') }}),

properties as (select * from {{ ref('stg_raw__properties') }}),

rules as (select * from {{ ref('survey_score_rules') }}),

dated as (
    select
        surveys.property_id,
        surveys.survey_type,
        surveys.rating,
        surveys.rating_max,
        {{ local_date('surveys.responded_at', 'properties.time_zone') }} as service_date
    from {{ ref('stg_raw__surveys') }} as surveys
    inner join properties on surveys.property_id = properties.property_id
),

classed as (
    select
        dated.*,
        cast(100 * dated.rating as bigint) >= rules.favourable_from_pct * dated.rating_max
            as is_favourable,
        cast(100 * dated.rating as bigint) <= rules.unfavourable_to_pct * dated.rating_max
            as is_unfavourable
    from dated
    inner join coverage on dated.service_date <= coverage.as_of_date
    inner join rules on dated.survey_type = rules.survey_type
),

counts as (
    select
        property_id,
        survey_type,
        rating_max,
        service_date,
        count(*) as response_count,
        count(case when is_favourable then 1 end) as favourable_count,
        count(case when is_unfavourable then 1 end) as unfavourable_count,
        cast(sum(cast(rating as bigint)) as bigint) as rating_sum,
        cast(sum(cast(rating as bigint) * rating) as bigint) as rating_square_sum
    from classed
    group by property_id, survey_type, rating_max, service_date
)

select * from counts
