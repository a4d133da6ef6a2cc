with current_scores as (select * from {{ ref('fct_customer_scores_current') }}),

attention_states as (select * from {{ ref('int_attention_states') }}),

open_issues as (select * from {{ ref('int_open_issues') }}),

week_changes as (
    select * from {{ ref('fct_score_changes_current') }}
    where lag_days = 7
),

no_evidence as (
    select singular_phrase from {{ ref('change_reasons') }}
    where reason = 'no_evidence'
),

level_reasons as (
    select
        customer_id,
        max(case when reason_number = 1 then phrase end) as reason_1,
        max(case when reason_number = 2 then phrase end) as reason_2,
        max(case when reason_number = 3 then phrase end) as reason_3
    from {{ ref('int_level_reasons') }}
    where contribution < 0
    group by customer_id
),

listed as (
    select
        current_scores.customer_id,
        current_scores.score_date,
        current_scores.property_id,
        current_scores.cohort,
        case
            when attention_states.falling_since_date is null then 'lowest'
            when attention_states.low_since_date is null then 'falling'
            else 'lowest and falling'
        end as attention_reason,
        least(
            coalesce(attention_states.low_since_date, attention_states.falling_since_date),
            coalesce(attention_states.falling_since_date, attention_states.low_since_date)
        ) as attention_since_date,
        attention_states.is_low_for_longer as is_since_or_earlier,
        current_scores.score,
        current_scores.score_band,
        current_scores.cohort_percentile,
        current_scores.score_change_7d,
        attention_states.fallen_points,
        current_scores.confidence,
        100 * current_scores.confidence < {{ var('low_confidence_below_pct') }}
            as is_low_confidence,
        -- why it fell, or, if it is among the lowest or rises again, why it is low
        {% for number in [1, 2, 3] -%}
            case
                when attention_states.low_since_date is null and week_changes.score_change < 0
                    then week_changes.reason_{{ number }}
                {% if number == 1 -%}
                    when current_scores.evidence_count = 0 then no_evidence.singular_phrase
                {% endif -%}
                else level_reasons.reason_{{ number }}
            end as reason_{{ number }},
        {% endfor -%}
        case
            when week_changes.score_change >= 0 and attention_states.fallen_points is not null
                then 'Still ' || {{ tenths_text(tenths_of_points(
                    'cast(attention_states.fallen_points * 1000000 as bigint)'
                )) }} || ' points below the score before the fall. '
            else ''
        end || week_changes.explanation as explanation,
        coalesce(open_issues.open_issue_count, 0) as open_issue_count,
        open_issues.oldest_open_date,
        open_issues.open_topics
    from attention_states
    inner join current_scores on attention_states.customer_id = current_scores.customer_id
    inner join week_changes on attention_states.customer_id = week_changes.customer_id
    cross join no_evidence
    left join level_reasons on attention_states.customer_id = level_reasons.customer_id
    left join open_issues on attention_states.customer_id = open_issues.customer_id
),

positioned as (
    select
        *,
        row_number() over (
            partition by cohort, attention_reason
            order by
                case when attention_reason = 'falling' then -fallen_points else score end
                asc nulls last,
                customer_id asc nulls last
        ) as reason_position
    from listed
),

-- who is both comes first; then the lowest and the furthest fallen in turn
ranked as (
    select
        customer_id,
        score_date,
        property_id,
        cohort,
        attention_reason,
        attention_since_date,
        is_since_or_earlier,
        score,
        score_band,
        cohort_percentile,
        score_change_7d,
        fallen_points,
        confidence,
        is_low_confidence,
        reason_1,
        reason_2,
        reason_3,
        explanation,
        open_issue_count,
        oldest_open_date,
        open_topics,
        cast(row_number() over (
            partition by cohort
            order by
                case when attention_reason = 'lowest and falling' then 1 else 2 end asc nulls last,
                reason_position asc nulls last,
                attention_reason desc nulls last
        ) as integer) as attention_rank
    from positioned
)

select * from ranked
