with standings as (
    select * from {{ ref('int_property_standings') }}
    where level_type <> 'property'
),

presented as (
    select
        level_type as group_type,
        level_name as group_name,
        cohort,
        score_date,
        cast(property_count as integer) as property_count,
        customer_count,
        exposure_days,
        {{ to_points('mean_score') }} as mean_score,
        {{ to_points('shrunk_score') }} as group_score,
        {{ to_points('reliability') }} as reliability,
        grade,
        cast(place as integer) as group_rank,
        cast(place_count as integer) as group_rank_size,
        cast(place_change_7d as integer) as rank_change_7d,
        {{ trend('place_change_7d', 0) }} as trend,
        {{ to_points('score_change_7d') }} as score_change_7d,
        {{ to_points('portfolio_score') }} as portfolio_score,
        {{ to_points('shrunk_score - portfolio_score') }} as portfolio_difference,
        high_priority_count,
        cast(high_priority_count / customer_count as decimal(7, 6)) as high_priority_rate,
        lowest_count,
        is_low
    from standings
)

select * from presented
