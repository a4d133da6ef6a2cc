with coverage as (select * from {{ ref('int_data_coverage') }}),

contact_counts as (select * from {{ ref('int_journey_contact_counts') }}),

answer_counts as (select * from {{ ref('int_journey_answer_counts') }}),

outcome_counts as (
    select
        property_id,
        journey_stage,
        touchpoint,
        journey_month,
        outcome,
        count(is_success) as outcome_count,
        count(case when is_success then 1 end) as outcome_success_count,
        count(case when is_pending then 1 end) as outcome_pending_count
    from {{ ref('int_journey_outcomes') }}
    group by property_id, journey_stage, touchpoint, journey_month, outcome
),

-- answers come without a contact, and contacts without an answer
counts as (
    select
        coalesce(contact_counts.property_id, answer_counts.property_id) as property_id,
        coalesce(contact_counts.journey_stage, answer_counts.journey_stage) as journey_stage,
        coalesce(contact_counts.touchpoint, answer_counts.touchpoint) as touchpoint,
        coalesce(contact_counts.journey_month, answer_counts.journey_month) as journey_month,
        {% for name in [
            'interaction_count', 'contact_count', 'customer_count', 'derived_stage_count',
            'repeat_judged_count', 'repeated_count', 'wait_count', 'wait_seconds_sum', 'tone_count',
            'tone_sum_thousandths', 'grievance_count',
        ] -%}
            coalesce(contact_counts.{{ name }}, 0) as {{ name }},
        {% endfor -%}
        {% for name in [
            'csat_response_count', 'csat_favourable_count', 'nps_response_count', 'nps_net_count',
            'ces_response_count', 'ces_favourable_count', 'review_rating_sum',
            'review_rating_max_sum',
        ] -%}
            coalesce(answer_counts.{{ name }}, 0) as {{ name }},
        {% endfor -%}
        coalesce(answer_counts.review_response_count, 0) as review_response_count
    from contact_counts
    full outer join answer_counts
        on contact_counts.property_id = answer_counts.property_id
            and contact_counts.journey_stage = answer_counts.journey_stage
            and contact_counts.touchpoint = answer_counts.touchpoint
            and contact_counts.journey_month = answer_counts.journey_month
),

presented as (
    select
        counts.property_id,
        counts.journey_stage,
        counts.touchpoint,
        counts.journey_month,
        coverage.as_of_date >= last_day(counts.journey_month) as is_complete,
        counts.interaction_count,
        counts.contact_count,
        counts.customer_count,
        counts.derived_stage_count,
        counts.repeat_judged_count,
        counts.repeated_count,
        cast(counts.repeated_count / nullif(counts.repeat_judged_count, 0) as decimal(9, 6))
            as repeat_rate,
        counts.wait_count,
        counts.wait_seconds_sum,
        cast(counts.wait_seconds_sum / nullif(counts.wait_count, 0) as decimal(14, 4))
            as wait_seconds_mean,
        counts.tone_count,
        counts.tone_sum_thousandths,
        cast(counts.tone_sum_thousandths / nullif(1000 * counts.tone_count, 0) as decimal(9, 6))
            as tone_mean,
        counts.grievance_count,
        cast(counts.grievance_count / nullif(counts.contact_count, 0) as decimal(9, 6))
            as grievance_rate,
        {% for name, sum_name, count_name in [
            ('csat', 'csat_favourable_count', 'csat_response_count'),
            ('nps', 'nps_net_count', 'nps_response_count'),
            ('ces', 'ces_favourable_count', 'ces_response_count'),
            ('review_rating_pct', 'review_rating_sum', 'review_rating_max_sum'),
        ] -%}
            cast(100 * counts.{{ sum_name }} / nullif(counts.{{ count_name }}, 0) as decimal(9, 4))
                as {{ name }},
        {% endfor -%}
        {% for survey_type in ['csat', 'nps', 'ces', 'review'] -%}
            counts.{{ survey_type }}_response_count,
        {% endfor -%}
        outcome_counts.outcome,
        coalesce(outcome_counts.outcome_count, 0) as outcome_count,
        coalesce(outcome_counts.outcome_success_count, 0) as outcome_success_count,
        coalesce(outcome_counts.outcome_pending_count, 0) as outcome_pending_count,
        {% for name, sign in [('lower', '-'), ('upper', '+')] -%}
            {{ wilson_bound(
                'outcome_counts.outcome_success_count', 'outcome_counts.outcome_count', sign,
                var('interval_z_thousandths')
            ) }} as outcome_rate_{{ name }},
        {% endfor -%}
        cast(
            outcome_counts.outcome_success_count
            / nullif(outcome_counts.outcome_count, 0) as decimal(9, 6)
        ) as outcome_rate
    from counts
    cross join coverage
    left join outcome_counts
        on counts.property_id = outcome_counts.property_id
            and counts.journey_stage = outcome_counts.journey_stage
            and counts.touchpoint = outcome_counts.touchpoint
            and counts.journey_month = outcome_counts.journey_month
)

select * from presented
