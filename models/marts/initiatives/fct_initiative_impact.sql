with comparisons as (
    select * from {{ ref('int_initiative_comparisons') }}
    where placebo_number = 0
),

initiatives as (
    select
        initiative_id,
        initiative_name,
        started_on,
        nullif(max(coalesce(ended_on, cast('9999-12-31' as date))), cast('9999-12-31' as date))
            as ended_on,
        count(*) as property_count
    from {{ ref('int_initiative_properties') }}
    group by initiative_id, initiative_name, started_on
),

metrics as (select * from {{ ref('initiative_metrics') }}),

slopes as (
    select * from {{ ref('int_initiative_estimates') }}
    where quantity = 'slope'
),

placebos as (
    select
        initiative_id,
        metric,
        cohort,
        count(estimate) as placebo_count,
        count(case when is_significant then 1 end) as placebo_significant_count,
        max(abs(estimate)) as placebo_largest,
        max(case when is_significant then abs(estimate) end) as placebo_largest_significant
    from {{ ref('int_initiative_comparisons') }}
    where placebo_number > 0
    group by initiative_id, metric, cohort
),

checked as (
    select
        comparisons.*,
        initiatives.initiative_name,
        initiatives.started_on,
        initiatives.ended_on,
        initiatives.property_count,
        metrics.unit,
        metrics.better,
        slopes.estimate as pre_trend,
        slopes.estimate_lower as pre_trend_lower,
        slopes.estimate_upper as pre_trend_upper,
        slopes.estimate_lower <= 0 and slopes.estimate_upper >= 0 as is_pre_trend_parallel,
        coalesce(placebos.placebo_count, 0) as placebo_count,
        coalesce(placebos.placebo_significant_count, 0) as placebo_significant_count,
        placebos.placebo_largest,
        coalesce(placebos.placebo_largest_significant >= abs(comparisons.estimate), false)
            as has_placebo_like_estimate
    from comparisons
    inner join initiatives on comparisons.initiative_id = initiatives.initiative_id
    inner join metrics on comparisons.metric = metrics.metric
    left join slopes
        on comparisons.initiative_id = slopes.initiative_id
            and comparisons.metric = slopes.metric
            and comparisons.cohort = slopes.cohort
    left join placebos
        on comparisons.initiative_id = placebos.initiative_id
            and comparisons.metric = placebos.metric
            and comparisons.cohort = placebos.cohort
),

-- the order and the words are those of the seed initiative_verdicts
judged as (
    select
        initiative_id,
        metric,
        cohort,
        initiative_name,
        started_on,
        ended_on,
        unit,
        better,
        cast(before_from_date as date) as before_from_date,
        cast(before_to_date - 1 as date) as before_to_date,
        after_from_date,
        cast(after_to_date - 1 as date) as after_to_date,
        before_weeks,
        after_weeks,
        property_count,
        other_initiative_count,
        {% for side in ['treated', 'untouched'] -%}
            {{ side }}_property_count,
            {{ side }}_customer_count,
            {{ side }}_observation_count,
            {{ side }}_before,
            {{ side }}_after,
        {% endfor -%}
        estimate,
        estimate_lower,
        estimate_upper,
        is_significant,
        pre_trend,
        pre_trend_lower,
        pre_trend_upper,
        is_pre_trend_parallel,
        placebo_count,
        placebo_significant_count,
        placebo_largest,
        case
            when not has_time_before then 'too little history'
            when not has_time_after then 'too early'
            when estimate is null then 'too few properties'
            when
                is_of_several_initiatives
                or has_placebo_like_estimate
                or not is_pre_trend_parallel then 'not comparable'
            when not is_significant then 'no clear effect'
            when (estimate > 0) = (better = 'higher') then 'worked'
            else 'backfired'
        end as verdict
    from checked
)

select * from judged
