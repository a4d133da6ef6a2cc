with current_scores as (select * from {{ ref('fct_customer_scores_current') }}),

attention_states as (select * from {{ ref('int_attention_states') }}),

open_issues as (select * from {{ ref('int_open_issues') }}),

week_changes as (
    select * from {{ ref('fct_score_changes_current') }}
    where lag_days = 7
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
        current_scores.score,
        current_scores.score_band,
        current_scores.cohort_percentile,
        current_scores.score_change_7d,
        attention_states.fallen_points,
        current_scores.confidence,
        100 * current_scores.confidence < {{ var('low_confidence_below_pct') }}
            as is_low_confidence,
        -- why it is low, or, where it is not among the lowest, why it fell
        {% for number in [1, 2, 3] -%}
            case
                when attention_states.low_since_date is null then week_changes.reason_{{ number }}
                else level_reasons.reason_{{ number }}
            end as reason_{{ number }},
        {% endfor -%}
        week_changes.explanation,
        coalesce(open_issues.open_issue_count, 0) as open_issue_count,
        open_issues.oldest_open_date,
        open_issues.open_topics
    from attention_states
    inner join current_scores on attention_states.customer_id = current_scores.customer_id
    inner join week_changes on attention_states.customer_id = week_changes.customer_id
    left join level_reasons on attention_states.customer_id = level_reasons.customer_id
    left join open_issues on attention_states.customer_id = open_issues.customer_id
),

ranked as (
    select
        *,
        cast(row_number() over (
            partition by cohort
            order by
                case attention_reason
                    when 'lowest and falling' then 1
                    when 'falling' then 2
                    else 3
                end asc nulls last,
                score asc nulls last,
                customer_id asc nulls last
        ) as integer) as attention_rank
    from listed
)

select * from ranked
