with band_counts as (
    select
        *,
        try_cast(period as date) as prediction_month
    from {{ ref('int_band_counts') }}
),

horizons as (select * from {{ ref('int_outcome_horizons') }}),

-- a customer who is there on several dates counts once in the width of the interval
calibration as (
    select
        band_counts.cohort,
        band_counts.outcome,
        horizons.from_days as horizon_from_days,
        horizons.to_days as horizon_days,
        case when band_counts.prediction_month is null then 'all' else 'month' end as period,
        band_counts.prediction_month,
        band_counts.score_band,
        band_counts.prediction_count,
        band_counts.event_count,
        band_counts.customer_count,
        cast(band_counts.event_count / band_counts.prediction_count as decimal(7, 6))
            as event_rate,
        {% for name, sign in [('lower', '-'), ('upper', '+')] -%}
            {{ wilson_bound(
                '(band_counts.event_count * band_counts.customer_count '
                ~ '/ band_counts.prediction_count)',
                'band_counts.customer_count', sign, var('interval_z_thousandths'),
            ) }} as event_rate_{{ name }},
        {% endfor -%}
        coalesce(last_day(band_counts.prediction_month) <= horizons.last_judged_date, false)
            as is_complete
    from band_counts
    inner join horizons
        on band_counts.cohort = horizons.cohort and band_counts.outcome = horizons.outcome
)

select * from calibration
