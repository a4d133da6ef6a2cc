with sums as (select * from {{ ref('int_coverage_groups') }}),

wholes as (
    select * from sums
    where group_type = 'portfolio'
),

-- of a single small group the figures could be told from those of the others: the next larger one
-- is left out with it
with_smaller as (
    select
        *,
        coalesce(
            sum(customer_count) over (
                partition by cohort, group_type
                order by customer_count nulls last, group_value nulls last
                rows between unbounded preceding and 1 preceding
            ), 0
        ) as smaller_customers
    from sums
),

-- the rest are the customers of the cohort who are not in the group; few rows, as doubles
parts as (
    select
        with_smaller.*,
        with_smaller.customer_count < {{ var('fairness_min_customers') }}
        or with_smaller.smaller_customers between 1 and {{ var('fairness_min_customers') }} - 1
            as is_small_group,
        wholes.customer_count as whole_count,
        wholes.score_sum as whole_score_sum,
        cast(with_smaller.customer_count as double) as group_size,
        cast(with_smaller.hundredths_sum as double) as group_sum,
        cast(with_smaller.hundredths_square_sum as double) as group_square_sum,
        cast(wholes.customer_count - with_smaller.customer_count as double) as rest_size,
        cast(wholes.hundredths_sum - with_smaller.hundredths_sum as double) as rest_sum,
        cast(wholes.hundredths_square_sum - with_smaller.hundredths_square_sum as double)
            as rest_square_sum
    from with_smaller
    inner join wholes on with_smaller.cohort = wholes.cohort
),

-- the mean of the whole is in part that of the group: their difference is that to the rest, times
-- the share of the rest
with_variances as (
    select
        *,
        1000000 * (
            (group_square_sum - group_sum * group_sum / group_size)
            / nullif(group_size * (group_size - 1), 0)
            + (rest_square_sum - rest_sum * rest_sum / nullif(rest_size, 0))
            / nullif(rest_size * (rest_size - 1), 0)
        ) as difference_variance,
        rest_size / (group_size + rest_size) as rest_share
    from parts
),

differences as (
    select
        score_date,
        cohort,
        group_type,
        group_value,
        is_small_group,
        customer_count,
        cast(case
            when group_type <> 'portfolio'
                then score_sum / customer_count / 1000000
                    - whole_score_sum / whole_count / 1000000
        end as decimal(9, 6)) as score_difference,
        cast(case
            when group_type <> 'portfolio'
                then {{ var('interval_z_thousandths') }} * rest_share * sqrt(difference_variance)
                    / 100000000
        end as decimal(12, 6)) as score_margin
    from with_variances
)

select * from differences
