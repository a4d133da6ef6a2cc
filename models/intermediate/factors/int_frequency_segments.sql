with curve_points as (select * from {{ ref('frequency_curve') }}),

segments as (
    select
        cohort,
        curve,
        cast(conversations_per_30_days * 1000000 as bigint) as from_rate,
        cast(factor_score * 1000000 as bigint) as from_score,
        cast(lead(conversations_per_30_days) over (
            partition by cohort, curve
            order by conversations_per_30_days nulls last
        ) * 1000000 as bigint) as to_rate,
        cast(lead(factor_score) over (
            partition by cohort, curve
            order by conversations_per_30_days nulls last
        ) * 1000000 as bigint) as to_score
    from curve_points
)

select * from segments
