{% set factors = ['frequency', 'nature', 'tone', 'variety', 'persistence', 'recency'] %}
with daily_scores as (
    select daily_scores.*
    from {{ ref('fct_customer_scores_daily') }} as daily_scores
    inner join {{ ref('int_property_days') }} as property_days
        on daily_scores.score_date = property_days.score_date
),

stays as (select * from {{ ref('int_property_stays') }}),

weights as (
    select
        cohort,
        valid_from,
        valid_to,
        {% for factor in factors -%}
            max(case when factor = '{{ factor }}' then weight else 0 end) as {{ factor }}_weight,
        {% endfor -%}
        weight_sum
    from {{ ref('int_factor_weights') }}
    group by cohort, valid_from, valid_to, weight_sum
),

-- a customer without a known stay counts for a day: the role was corrected after the day had closed
exposed as (
    select
        daily_scores.*,
        cast(greatest(1, least(
            {{ var('property_full_exposure_days') }},
            coalesce({{ days_between('stays.stay_from_date', 'daily_scores.score_date') }} + 1, 1)
        )) as bigint) as exposure_days
    from daily_scores
    left join stays
        on daily_scores.customer_id = stays.customer_id
            and daily_scores.property_id = stays.property_id
            and daily_scores.cohort = stays.cohort
            and daily_scores.score_date >= stays.stay_from_date
            and coalesce(daily_scores.score_date < stays.next_stay_from_date, true)
),

-- the parts of the score that the factors make, as fct_score_drivers_daily has them
weighed as (
    select
        exposed.property_id,
        exposed.cohort,
        exposed.score_date,
        exposed.exposure_days,
        {% for factor in factors -%}
            {{ int_div(
                'cast(exposed.' ~ factor ~ '_score * 1000000 as bigint) * weights.'
                ~ factor ~ '_weight', 'weights.weight_sum'
            ) }} as {{ factor }}_part,
        {% endfor -%}
        cast(exposed.score * 1000000 as bigint) as score,
        case when exposed.priority = 'high' then 1 else 0 end as is_high_priority,
        case
            when exposed.priority = 'high' and exposed.evidence_count > 0 then 1
            else 0
        end as is_heard_high_priority,
        case
            when exposed.cohort_percentile < {{ var('property_lowest_pct') }} then 1
            else 0
        end as is_lowest
    from exposed
    inner join weights
        on exposed.cohort = weights.cohort
            and exposed.score_date >= weights.valid_from
            and coalesce(exposed.score_date < weights.valid_to, true)
),

summed as (
    select
        property_id,
        cohort,
        score_date,
        {% for factor in factors -%}
            cast(sum(exposure_days * {{ factor }}_part) as bigint) as {{ factor }}_sum,
        {% endfor -%}
        count(*) as customer_count,
        cast(sum(exposure_days) as bigint) as exposure_days,
        cast(sum(exposure_days * score) as bigint) as score_sum,
        cast(sum(is_high_priority) as bigint) as high_priority_count,
        cast(sum(is_heard_high_priority) as bigint) as heard_high_priority_count,
        cast(sum(is_lowest) as bigint) as lowest_count
    from weighed
    group by property_id, cohort, score_date
)

select * from summed
