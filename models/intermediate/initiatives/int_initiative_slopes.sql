with path_weeks as (select * from {{ ref('int_initiative_path_weeks') }}),

sums as (
    select
        initiative_id,
        metric,
        cohort,
        property_id,
        side,
        count(*) as week_count,
        cast(sum(week_number) as bigint) as number_sum,
        cast(sum(week_number * week_number) as bigint) as number_square_sum,
        cast(sum(week_value) as bigint) as value_sum,
        cast(sum(week_number * week_value) as bigint) as product_sum
    from path_weeks
    group by initiative_id, metric, cohort, property_id, side
),

terms as (
    select
        *,
        week_count * product_sum - number_sum * value_sum as covariation,
        week_count * number_square_sum - number_sum * number_sum as variation
    from sums
),

-- of the least squares line through the weeks, change per week; a line through two is no path
slopes as (
    select
        initiative_id,
        metric,
        cohort,
        property_id,
        side,
        week_count,
        case when covariation < 0 then -1 else 1 end
        * {{ round_div('abs(covariation)', 'variation') }} as weekly_slope
    from terms
    where week_count >= 3
)

select * from slopes
