with changes as (select * from {{ ref('int_initiative_changes') }}),

slopes as (select * from {{ ref('int_initiative_slopes') }}),

t_quantiles as (select * from {{ ref('int_t_quantiles') }}),

compared as (
    select
        initiative_id,
        metric,
        cohort,
        placebo_number,
        'change' as quantity,
        side,
        value_change as compared_value
    from changes
    union all
    select
        initiative_id,
        metric,
        cohort,
        0 as placebo_number,
        'slope' as quantity,
        side,
        weekly_slope as compared_value
    from slopes
),

sums as (
    select
        initiative_id,
        metric,
        cohort,
        placebo_number,
        quantity,
        count(case when side = 'treated' then 1 end) as treated_count,
        count(case when side = 'untouched' then 1 end) as untouched_count,
        cast(sum(case when side = 'treated' then compared_value else 0 end) as bigint)
            as treated_sum,
        cast(sum(case when side = 'untouched' then compared_value else 0 end) as bigint)
            as untouched_sum,
        sum(
            case
                when side = 'untouched'
                    then {{ wide_int('compared_value') }} * {{ wide_int('compared_value') }}
                else 0
            end
        ) as untouched_square_sum
    from compared
    group by initiative_id, metric, cohort, placebo_number, quantity
),

-- n * sum of squares - square of the sum is n * (n - 1) times the variance, and exact
with_spread as (
    select
        sums.*,
        t_quantiles.quantile_thousandths,
        cast(
            sums.untouched_count * {{ wide_int('sums.untouched_square_sum') }}
            - {{ wide_int('sums.untouched_sum') }} * {{ wide_int('sums.untouched_sum') }} as double
        ) as scaled_variance
    from sums
    left join t_quantiles
        on sums.untouched_count - 1 >= t_quantiles.from_degrees
            and coalesce(sums.untouched_count - 1 < t_quantiles.to_degrees, true)
),

-- the spread is that of the untouched alone, since one property has none; without any spread
-- nothing is known about chance
estimates as (
    select
        initiative_id,
        metric,
        cohort,
        placebo_number,
        quantity,
        treated_count,
        untouched_count,
        cast(treated_sum as double) / treated_count
        - cast(untouched_sum as double) / untouched_count as estimate,
        quantile_thousandths * sqrt(
            scaled_variance * (treated_count + untouched_count)
            / (
                cast(treated_count as double) * untouched_count * untouched_count
                * (untouched_count - 1)
            )
        ) / 1000 as half_width
    from with_spread
    where
        treated_count > 0
        and untouched_count >= {{ var('initiative_minimum_untouched') }}
        and scaled_variance > 0
),

bounded as (
    select
        initiative_id,
        metric,
        cohort,
        placebo_number,
        quantity,
        treated_count,
        untouched_count,
        cast(estimate / 1000000 as decimal(14, 6)) as estimate,
        cast((estimate - half_width) / 1000000 as decimal(14, 6)) as estimate_lower,
        cast((estimate + half_width) / 1000000 as decimal(14, 6)) as estimate_upper
    from estimates
)

select * from bounded
