with coverage as (select * from {{ ref('int_data_coverage') }}),

levels as (
    select
        all_levels.scope,
        all_levels.is_by_cohort
    from (
        values
        ('property', true), ('property', false), ('portfolio', true), ('portfolio', false)
    ) as all_levels (scope, is_by_cohort)
),

entries as (
    select
        levels.scope,
        case when levels.scope = 'property' then conversions.property_id end as property_id,
        case when levels.is_by_cohort then conversions.cohort else 'all' end as cohort,
        conversions.from_stage,
        conversions.to_stage,
        conversions.window_days,
        conversions.is_wanted,
        cast(date_trunc('month', conversions.entry_date) as date) as entry_month,
        conversions.is_judged,
        conversions.conversion_days,
        conversions.customer_id,
        conversions.entry_date
    from {{ ref('int_journey_conversions') }} as conversions
    cross join levels
),

numbered as (
    select
        *,
        count(conversion_days) over conversions as converted_count,
        row_number() over (
            partition by scope, property_id, cohort, from_stage, to_stage, entry_month
            order by
                conversion_days asc nulls last, customer_id asc nulls last,
                entry_date asc nulls last
        ) as conversion_number
    from entries
    window conversions as (
        partition by scope, property_id, cohort, from_stage, to_stage, entry_month
    )
),

-- the median is the value of rank ceil(n / 2)
counts as (
    select
        scope,
        property_id,
        cohort,
        from_stage,
        to_stage,
        window_days,
        is_wanted,
        entry_month,
        count(*) as entered_count,
        count(case when is_judged then 1 end) as judged_count,
        max(converted_count) as converted_count,
        min(
            case
                when conversion_number = {{ int_div('converted_count + 1', 2) }}
                    then conversion_days
            end
        ) as median_days
    from numbered
    group by
        scope, property_id, cohort, from_stage, to_stage, window_days, is_wanted, entry_month
),

presented as (
    select
        counts.scope,
        counts.property_id,
        counts.cohort,
        counts.from_stage,
        counts.to_stage,
        cast(counts.window_days as integer) as window_days,
        counts.is_wanted,
        counts.entry_month,
        cast(last_day(counts.entry_month) + counts.window_days as date) <= coverage.as_of_date
            as is_complete,
        counts.entered_count,
        counts.judged_count,
        counts.entered_count - counts.judged_count as pending_count,
        counts.converted_count,
        cast(counts.converted_count / nullif(counts.judged_count, 0) as decimal(9, 6))
            as conversion_rate,
        {% for name, sign in [('lower', '-'), ('upper', '+')] -%}
            {{ wilson_bound(
                'counts.converted_count', 'counts.judged_count', sign,
                var('interval_z_thousandths'),
            ) }} as conversion_rate_{{ name }},
        {% endfor -%}
        cast(counts.median_days as integer) as median_days
    from counts
    cross join coverage
)

select * from presented
