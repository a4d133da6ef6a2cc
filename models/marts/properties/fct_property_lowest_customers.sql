with current_scores as (select * from {{ ref('fct_customer_scores_current') }}),

attention_list as (select * from {{ ref('fct_attention_list') }}),

open_issues as (select * from {{ ref('int_open_issues') }}),

level_reasons as (
    select * from {{ ref('int_level_reasons') }}
    where reason_number = 1 and contribution < 0
),

placed as (
    select
        *,
        row_number() over (
            partition by property_id, cohort
            order by score asc nulls last, customer_id asc nulls last
        ) as lowest_position
    from current_scores
),

-- who only fell is on the list with the reason of the fall; else it is why the score is low
lowest as (
    select
        placed.property_id,
        placed.cohort,
        cast(placed.lowest_position as integer) as lowest_position,
        placed.customer_id,
        placed.score_date,
        placed.score,
        placed.cohort_percentile,
        placed.priority,
        placed.confidence,
        placed.trend,
        attention_list.attention_reason,
        coalesce(attention_list.reason_1, level_reasons.phrase) as main_reason,
        coalesce(open_issues.open_issue_count, 0) as open_issue_count,
        open_issues.open_topics
    from placed
    left join attention_list on placed.customer_id = attention_list.customer_id
    left join level_reasons on placed.customer_id = level_reasons.customer_id
    left join open_issues on placed.customer_id = open_issues.customer_id
    where placed.lowest_position <= {{ var('property_lowest_customers') }}
)

select * from lowest
