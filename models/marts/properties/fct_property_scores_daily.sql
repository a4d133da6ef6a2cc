with standings as (
    select * from {{ ref('int_property_standings') }}
    where level_type = 'property'
),

group_standings as (
    select * from {{ ref('int_property_standings') }}
    where level_type = 'property_group'
),

burdens as (select * from {{ ref('int_property_burdens') }}),

properties as (select * from {{ ref('dim_properties') }}),

joined as (
    select
        standings.level_name as property_id,
        standings.*,
        group_standings.shrunk_score as group_score,
        properties.unit_count,
        nullif(properties.unit_count, 0) as counted_units,
        burdens.contact_count,
        burdens.grievance_count,
        burdens.open_issue_count
    from standings
    inner join properties on standings.level_name = properties.property_id
    left join group_standings
        on properties.property_group = group_standings.level_name
            and standings.cohort = group_standings.cohort
            and standings.score_date = group_standings.score_date
    left join burdens
        on standings.level_name = burdens.property_id
            and standings.cohort = burdens.cohort
            and standings.score_date = burdens.score_date
),

presented as (
    select
        property_id,
        cohort,
        score_date,
        customer_count,
        exposure_days,
        unit_count,
        {{ to_points('mean_score') }} as mean_score,
        {{ to_points('shrunk_score') }} as property_score,
        {{ to_points('reliability') }} as reliability,
        grade,
        cast(place as integer) as property_rank,
        cast(place_count as integer) as property_rank_size,
        {{ to_points('percentile') }} as property_percentile,
        cast(place_change_7d as integer) as rank_change_7d,
        {{ trend('place_change_7d', 0) }} as trend,
        {{ to_points('score_change_7d') }} as score_change_7d,
        {{ to_points('portfolio_score') }} as portfolio_score,
        {{ to_points('shrunk_score - portfolio_score') }} as portfolio_difference,
        {{ to_points('group_score') }} as property_group_score,
        {{ to_points('shrunk_score - group_score') }} as property_group_difference,
        high_priority_count,
        heard_high_priority_count,
        cast(high_priority_count / customer_count as decimal(7, 6)) as high_priority_rate,
        lowest_count,
        is_low,
        -- somebody to attend to is reason enough
        case
            when not is_low or heard_high_priority_count > 0 then null
            when high_priority_count > 0 then 'nobody_heard'
            when reliability < 10000 * {{ var('property_reliable_from_pct') }} then 'few_customers'
            when shrunk_score >= portfolio_score then 'not_below_portfolio'
            else 'all_slightly_low'
        end as low_reason,
        contact_count,
        grievance_count,
        open_issue_count,
        cast(100 * contact_count / counted_units as decimal(14, 4)) as contacts_per_100_units,
        cast(100 * grievance_count / counted_units as decimal(14, 4)) as grievances_per_100_units,
        cast(100 * open_issue_count / counted_units as decimal(14, 4)) as open_issues_per_100_units
    from joined
)

select * from presented
