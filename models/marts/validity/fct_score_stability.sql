with movements as (select * from {{ ref('int_score_movements') }}),

shifts as (select * from {{ ref('int_score_shifts') }}),

cohort_days as (select * from {{ ref('int_cohort_days') }}),

critical_values as (
    select * from {{ ref('chi_square_critical_values') }}
    where significance_thousandths = {{ var('psi_significance_thousandths') }}
),

-- products of a difference and its logarithm, both of the same sign
summed as (
    select
        score_date,
        lag_days,
        cohort,
        bin_count,
        cohort_size,
        cohort_size_before,
        {{ round_div('sum(share_change_billionths * log_ratio_millionths)', 1000000000) }} as psi
    from shifts
    group by score_date, lag_days, cohort, bin_count, cohort_size, cohort_size_before
),

-- PSI / (1/n + 1/m) is about chi-square
tested as (
    select
        summed.*,
        case
            when least(summed.cohort_size, summed.cohort_size_before)
                >= {{ var('stability_min_customers') }}
                then {{ round_div(
                    'critical_values.critical_value_thousandths',
                    wide_int('summed.cohort_size') ~ ' * summed.cohort_size_before',
                    '1000 * (summed.cohort_size + summed.cohort_size_before)',
                ) }}
        end as critical_psi
    from summed
    left join critical_values on summed.bin_count - 1 = critical_values.degrees_of_freedom
),

judged as (
    select
        *,
        psi > critical_psi as is_significant,
        case
            when psi >= 1000 * {{ var('psi_large_thousandths') }} then 'large'
            when psi >= 1000 * {{ var('psi_moderate_thousandths') }} then 'moderate'
            else 'small'
        end as psi_by_custom
    from tested
),

stability as (
    select
        movements.score_date,
        movements.cohort,
        cast(movements.lag_days as integer) as lag_days,
        cohort_days.customer_count as customers_scored,
        judged.cohort_size_before as customers_scored_before,
        movements.customer_count as customers_compared,
        {{ to_points('cohort_days.mean_score') }} as mean_score,
        {{ to_points('days_before.mean_score') }} as mean_score_before,
        {{ to_points('judged.psi') }} as psi,
        judged.bin_count as psi_bin_count,
        {{ to_points('judged.critical_psi') }} as psi_critical_value,
        judged.is_significant as is_psi_significant,
        judged.psi_by_custom,
        -- whole numbers, and operations that every engine rounds alike
        cast(
            (
                2 * movements.concordant_count - movements.pair_count + movements.tied_day_count
                + movements.tied_before_count - movements.tied_both_count
            ) / nullif(
                sqrt(movements.pair_count - movements.tied_day_count)
                * sqrt(movements.pair_count - movements.tied_before_count), 0
            ) as decimal(9, 6)
        ) as kendall_tau_b,
        {{ to_points(
            'movements.absolute_change_sum / nullif(movements.customer_count, 0)'
        ) }} as mean_absolute_change,
        {% for name, count, total in [
            ('band_change_rate', 'band_change_count', 'customer_count'),
            ('band_reversal_rate', 'reversal_count', 'earlier_change_count'),
            ('priority_change_rate', 'priority_change_count', 'customer_count'),
        ] -%}
            cast(movements.{{ count }} / nullif(movements.{{ total }}, 0) as decimal(7, 6))
                as {{ name }},
        {% endfor -%}
        judged.is_significant and judged.psi_by_custom <> 'small' as has_psi_drift,
        {{ to_points('cohort_days.lowest_mean_score') }} as usual_mean_score_low,
        {{ to_points('cohort_days.highest_mean_score') }} as usual_mean_score_high,
        cohort_days.has_mean_drift,
        cohort_days.lowest_customer_count as usual_customers_low,
        cohort_days.highest_customer_count as usual_customers_high,
        cohort_days.has_unusual_count
    from movements
    inner join cohort_days
        on movements.score_date = cohort_days.score_date and movements.cohort = cohort_days.cohort
    left join cohort_days as days_before
        on days_before.score_date = cast(movements.score_date - movements.lag_days as date)
            and movements.cohort = days_before.cohort
    left join judged
        on movements.score_date = judged.score_date
            and movements.lag_days = judged.lag_days
            and movements.cohort = judged.cohort
)

select * from stability
