with counts as (select * from {{ ref('int_validation_counts') }}),

spreads as (select * from {{ ref('int_validation_spreads') }}),

horizons as (select * from {{ ref('int_outcome_horizons') }}),

predictors as (select * from {{ ref('score_predictors') }}),

measured as (
    select
        counts.*,
        try_cast(counts.period as date) as prediction_month,
        spreads.customer_count,
        spreads.event_customer_count,
        score_counts.auc_millionths - counts.auc_millionths as lead_millionths,
        -- as many independent trials would spread as much
        counts.auc_millionths * (1000000 - counts.auc_millionths)
        / nullif(spreads.surplus_variance, 0) as trial_count,
        {{ var('interval_z_thousandths') }} * sqrt(spreads.lead_variance) / 1000
            as lead_width_millionths
    from counts
    inner join counts as score_counts
        on counts.period = score_counts.period
            and counts.cohort = score_counts.cohort
            and counts.outcome = score_counts.outcome
            and score_counts.predictor = 'score'
    left join spreads
        on counts.period = spreads.period
            and counts.cohort = spreads.cohort
            and counts.outcome = spreads.outcome
            and counts.predictor = spreads.predictor
),

validation as (
    select
        measured.cohort,
        measured.outcome,
        horizons.from_days as horizon_from_days,
        horizons.to_days as horizon_days,
        case when measured.prediction_month is null then 'all' else 'month' end as period,
        measured.prediction_month,
        measured.predictor,
        predictors.predictor_kind,
        measured.prediction_date_count,
        measured.prediction_count,
        measured.event_count,
        measured.customer_count,
        measured.event_customer_count,
        {{ to_points('measured.auc_millionths') }} as auc,
        {% for name, sign in [('lower', '-'), ('upper', '+')] -%}
            {{ wilson_bound(
                '(measured.trial_count * measured.auc_millionths / 1000000)',
                'measured.trial_count', sign, var('interval_z_thousandths'),
            ) }} as auc_{{ name }},
        {% endfor -%}
        cast(
            measured.decile_event_millionths / nullif(100000 * measured.event_count, 0)
            as decimal(9, 6)
        ) as worst_decile_lift,
        {% for name, sign in [('lead', none), ('lead_lower', '-'), ('lead_upper', '+')] -%}
            case when measured.predictor <> 'score' then {{ to_points(
                'measured.lead_millionths'
                ~ (' ' ~ sign ~ ' measured.lead_width_millionths' if sign else '')
            ) }} end as score_{{ name }},
        {% endfor -%}
        coalesce(last_day(measured.prediction_month) <= horizons.last_judged_date, false)
            as is_complete
    from measured
    inner join horizons
        on measured.cohort = horizons.cohort and measured.outcome = horizons.outcome
    inner join predictors on measured.predictor = predictors.predictor
)

select * from validation
