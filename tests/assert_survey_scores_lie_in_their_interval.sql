-- A score outside its own interval, or a month that its days do not add up to, is a wrong formula.
with daily_sums as (
    select
        property_id,
        survey_type,
        rating_max,
        cast(date_trunc('month', service_date) as date) as service_month,
        sum(response_count) as response_count,
        sum(favourable_count) as favourable_count,
        sum(rating_sum) as rating_sum
    from {{ ref('fct_survey_scores_daily') }}
    group by property_id, survey_type, rating_max, cast(date_trunc('month', service_date) as date)
),

monthly as (select * from {{ ref('fct_survey_scores_monthly') }})

select
    monthly.service_month,
    monthly.property_id,
    monthly.survey_type,
    monthly.rating_max
from monthly
left join daily_sums
    on monthly.property_id = daily_sums.property_id
        and monthly.survey_type = daily_sums.survey_type
        and monthly.rating_max = daily_sums.rating_max
        and monthly.service_month = daily_sums.service_month
where monthly.score not between monthly.score_lower and monthly.score_upper
    or monthly.favourable_count + monthly.neutral_count + monthly.unfavourable_count
    <> monthly.response_count
    or (
        monthly.scope = 'property' and (
            monthly.response_count is distinct from daily_sums.response_count
            or monthly.favourable_count is distinct from daily_sums.favourable_count
            or monthly.rating_sum is distinct from daily_sums.rating_sum
        )
    )
