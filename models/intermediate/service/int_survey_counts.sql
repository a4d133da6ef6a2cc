with answers as (select * from {{ ref('int_survey_answers') }}),

counts as (
    select
        property_id,
        survey_type,
        rating_max,
        answer_date as service_date,
        count(*) as response_count,
        count(case when is_favourable then 1 end) as favourable_count,
        count(case when is_unfavourable then 1 end) as unfavourable_count,
        cast(sum(cast(rating as bigint)) as bigint) as rating_sum,
        cast(sum(cast(rating as bigint) * rating) as bigint) as rating_square_sum
    from answers
    group by property_id, survey_type, rating_max, answer_date
)

select * from counts
