with property_factors as (
    select * from {{ ref('int_property_factor_sums') }}
    where level_type = 'property'
),

portfolio_factors as (
    select * from {{ ref('int_property_factor_sums') }}
    where level_type = 'portfolio'
),

property_scores as (select * from {{ ref('fct_property_scores_daily') }}),

drivers as (
    select
        property_factors.level_name as property_id,
        property_factors.cohort,
        property_factors.score_date,
        property_factors.factor,
        {{ to_points('property_factors.neutral_part') }} as neutral_contribution,
        {{ to_points('property_factors.factor_part - property_factors.neutral_part') }}
            as contribution,
        {{ to_points('portfolio_factors.factor_part - portfolio_factors.neutral_part') }}
            as portfolio_contribution,
        {{ to_points(
            'property_factors.factor_part - property_factors.neutral_part '
            ~ '- portfolio_factors.factor_part + portfolio_factors.neutral_part'
        ) }} as portfolio_difference,
        case property_factors.factor
            when 'frequency' then 'contacts'
            when 'nature' then 'grievances'
            when 'persistence' then 'open_issues'
        end as evidence_measure,
        case property_factors.factor
            when 'frequency' then property_scores.contacts_per_100_units
            when 'nature' then property_scores.grievances_per_100_units
            when 'persistence' then property_scores.open_issues_per_100_units
        end as evidence_per_100_units
    from property_factors
    inner join portfolio_factors
        on property_factors.cohort = portfolio_factors.cohort
            and property_factors.score_date = portfolio_factors.score_date
            and property_factors.factor = portfolio_factors.factor
    inner join property_scores
        on property_factors.level_name = property_scores.property_id
            and property_factors.cohort = property_scores.cohort
            and property_factors.score_date = property_scores.score_date
)

select * from drivers
