with frequency_curve as (
    select
        *,
        lag(factor_score) over (
            partition by cohort, curve
            order by conversations_per_30_days nulls last
        ) as score_before,
        count(*) over (partition by cohort, curve, conversations_per_30_days) as point_count
    from {{ ref('frequency_curve') }}
),

score_bands as (
    select
        *,
        count(*) over (partition by lower_edge) as edge_count
    from {{ ref('score_bands') }}
),

needed_curves as (
    select
        needed.cohort,
        needed.curve
    from (
        values
        ('residents', 'engagement'), ('residents', 'burden'),
        ('prospects', 'engagement'), ('prospects', 'burden')
    ) as needed (cohort, curve)
),

scale_problems as (
    select
        'frequency_curve: the ' || needed_curves.curve || ' curve of ' || needed_curves.cohort
        || ' does not begin at 0 conversations; add that point' as problem
    from needed_curves
    left join frequency_curve
        on needed_curves.cohort = frequency_curve.cohort
            and needed_curves.curve = frequency_curve.curve
            and frequency_curve.conversations_per_30_days = 0
    where frequency_curve.cohort is null
    union all
    select
        'frequency_curve: ' || coalesce(cohort, 'empty') || ' / ' || coalesce(curve, 'empty')
        || ' at ' || coalesce(cast(conversations_per_30_days as string), 'empty')
        || ' has the score ' || coalesce(cast(factor_score as string), 'empty')
        || '; write one score from 0 to 100 for each number of conversations from 0, for the '
        || 'curves engagement and burden of residents and prospects' as problem
    from frequency_curve
    where coalesce(conversations_per_30_days, -1) < 0
        or coalesce(factor_score not between 0 and 100, true)
        or point_count > 1
        or coalesce(cohort not in ('residents', 'prospects'), true)
        or coalesce(curve not in ('engagement', 'burden'), true)
    union all
    select
        'frequency_curve: the ' || curve || ' curve of ' || cohort || ' goes from '
        || cast(score_before as string) || ' to ' || cast(factor_score as string) || ' at '
        || cast(conversations_per_30_days as string)
        || ' conversations; engagement may only rise and burden only fall, so that a grievance '
        || 'never raises a score' as problem
    from frequency_curve
    where (curve = 'engagement' and factor_score < score_before)
        or (curve = 'burden' and factor_score > score_before)
    union all
    select
        'score_bands: the band ' || coalesce(score_band, 'without a name') || ' has the lower_edge '
        || coalesce(cast(lower_edge as string), 'empty')
        || '; write one edge from 0 to 100 for each band, no edge twice' as problem
    from score_bands
    where score_band is null or coalesce(lower_edge not between 0 and 100, true) or edge_count > 1
    union all
    select 'score_bands: no band begins at 0; give the lowest band the lower_edge 0' as problem
    from score_bands
    having count(case when lower_edge = 0 then 1 end) = 0
    union all
    select
        'importance_levels: ' || coalesce(importance, 'empty') || ' has the severities '
        || coalesce(cast(severity as string), 'empty') || ' and '
        || coalesce(cast(escalated_severity as string), 'empty')
        || '; write numbers above 0, the escalated one not below the other' as problem
    from {{ ref('importance_levels') }}
    where coalesce(severity, 0) <= 0 or coalesce(escalated_severity < severity, true)
    union all
    select
        'interaction_types: ' || coalesce(interaction_type, 'empty') || ' has the polarity '
        || coalesce(cast(polarity as string), 'empty') || ' and the baseline_sentiment '
        || coalesce(cast(baseline_sentiment as string), 'empty')
        || '; write -1, 0 or 1, and a number from -1 to 1' as problem
    from {{ ref('interaction_types') }}
    where coalesce(polarity not in (-1, 0, 1), true)
        or coalesce(baseline_sentiment not between -1 and 1, true)
    union all
    select
        'roles: ' || coalesce(role, 'empty') || ' has the cohort ' || coalesce(cohort, 'none')
        || ' and the precedence ' || coalesce(cast(precedence as string), 'none')
        || '; write residents or prospects with a number, or leave both empty' as problem
    from {{ ref('roles') }}
    where cohort not in ('residents', 'prospects') or (cohort is null) <> (precedence is null)
    union all
    select
        'interaction_types: the type other, to which unknown ones are mapped, is missing or there '
        || 'twice; give it one row' as problem
    from {{ ref('interaction_types') }}
    having count(case when interaction_type = 'other' then 1 end) <> 1
    union all
    select
        'importance_levels: the importance normal, to which unknown ones are mapped, is missing or '
        || 'there twice; give it one row' as problem
    from {{ ref('importance_levels') }}
    having count(case when importance = 'normal' then 1 end) <> 1
    union all
    select
        'rejection_rules: ' || source_table || ' / ' || rejection_reason || ' has the action '
        || coalesce(action, 'empty') || '; write refuse, or map if is_mappable is true' as problem
    from {{ ref('rejection_rules') }}
    where coalesce(action not in ('refuse', 'map'), true)
        or (action = 'map' and not is_mappable)
)

select * from scale_problems
