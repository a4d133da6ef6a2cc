with rules as (select * from {{ ref('survey_score_rules') }}),

levels as (
    select all_levels.level_name
    from (values ('day'), ('month'), ('portfolio month')) as all_levels (level_name)
),

counts as (
    select
        counts.*,
        cast(date_trunc('month', counts.service_date) as date) as service_month,
        levels.level_name
    from {{ ref('int_survey_counts') }} as counts
    cross join levels
),

-- an empty property stands for all of them, an empty day for the month
sums as (
    select
        service_month,
        case when level_name = 'day' then service_date end as service_date,
        case when level_name <> 'portfolio month' then property_id end as property_id,
        survey_type,
        rating_max,
        cast(sum(response_count) as bigint) as response_count,
        cast(sum(favourable_count) as bigint) as favourable_count,
        cast(sum(unfavourable_count) as bigint) as unfavourable_count,
        cast(sum(rating_sum) as bigint) as rating_sum,
        cast(sum(rating_square_sum) as bigint) as rating_square_sum
    from counts
    group by
        service_month, case when level_name = 'day' then service_date end,
        case when level_name <> 'portfolio month' then property_id end, survey_type, rating_max
),

t_quantiles as (select * from {{ ref('int_t_quantiles') }}),

with_rules as (
    select
        sums.*,
        case
            when rules.rating_max_required is null or rules.rating_max_required = sums.rating_max
                then rules.score_method
        end as score_method,
        t_quantiles.quantile_thousandths,
        -- three answers more, a quarter, a half and a quarter of them, in quarters of an answer
        4 * (sums.favourable_count - sums.unfavourable_count) as padded_net,
        4 * (sums.favourable_count + sums.unfavourable_count) + 6 as padded_extremes,
        4 * sums.response_count + 12 as padded_count,
        sums.response_count * sums.rating_square_sum - sums.rating_sum * sums.rating_sum
            as scaled_variance
    from sums
    inner join rules on sums.survey_type = rules.survey_type
    left join t_quantiles
        on sums.response_count - 1 >= t_quantiles.from_degrees
            and coalesce(sums.response_count - 1 < t_quantiles.to_degrees, true)
),

with_bounds as (
    select
        *,
        100 * (favourable_count - unfavourable_count) / response_count as net_share,
        100 * padded_net / padded_count as net_centre,
        {{ var('interval_z_thousandths') }} * sqrt(
            4 * (padded_count * padded_extremes - padded_net * padded_net) / padded_count
        ) / (10 * padded_count) as net_margin,
        rating_sum / response_count as rating_mean,
        -- a single answer has no spread
        case
            when response_count > 1
                then quantile_thousandths * sqrt(scaled_variance / (response_count - 1))
                    / (1000 * response_count)
        end as mean_margin
    from with_rules
),

-- least and greatest skip empty values; of a single answer the net interval would end before
-- the score
scored as (
    select
        service_month,
        service_date,
        property_id,
        survey_type,
        rating_max,
        response_count,
        favourable_count,
        response_count - favourable_count - unfavourable_count as neutral_count,
        unfavourable_count,
        rating_sum,
        rating_square_sum,
        cast(case
            when score_method = 'net_share' then net_share
            when score_method = 'share' then 100 * favourable_count / response_count
            when score_method = 'mean' then rating_mean
        end as decimal(9, 4)) as score,
        cast(case
            when score_method = 'net_share'
                then least(net_share, greatest(net_centre - net_margin, -100))
            when score_method = 'share' then 100 * {{ wilson_bound(
                'favourable_count', 'response_count', '-', var('interval_z_thousandths')
            ) }}
            when score_method = 'mean' and mean_margin is not null
                then greatest(rating_mean - mean_margin, 0)
        end as decimal(9, 4)) as score_lower,
        cast(case
            when score_method = 'net_share'
                then greatest(net_share, least(net_centre + net_margin, 100))
            when score_method = 'share' then 100 * {{ wilson_bound(
                'favourable_count', 'response_count', '+', var('interval_z_thousandths')
            ) }}
            when score_method = 'mean' and mean_margin is not null
                then least(rating_mean + mean_margin, rating_max)
        end as decimal(9, 4)) as score_upper
    from with_bounds
)

select * from scored
