with score_changes as (select * from {{ ref('int_score_changes') }}),

change_reasons as (select * from {{ ref('change_reasons') }}),

-- a report and the issue that it opened are one reason, counted by the report
grouped as (
    select
        reasons.customer_id,
        reasons.lag_days,
        reasons.reason,
        case when change_reasons.is_about_topic then reasons.topic end as topic,
        cast(coalesce(
            nullif(sum(case when reasons.is_contact then 1 else 0 end), 0), count(*)
        ) as integer) as item_count,
        cast(sum(reasons.contribution_change) as bigint) as contribution_change
    from {{ ref('int_change_reasons') }} as reasons
    inner join change_reasons on reasons.reason = change_reasons.reason
    group by
        reasons.customer_id, reasons.lag_days, reasons.reason,
        case when change_reasons.is_about_topic then reasons.topic end
    union all
    select
        customer_id,
        lag_days,
        'parameters' as reason,
        cast(null as string) as topic,
        1 as item_count,
        parameters_change as contribution_change
    from score_changes
    union all
    select
        customer_id,
        lag_days,
        'corrected_evidence' as reason,
        cast(null as string) as topic,
        1 as item_count,
        corrected_evidence_change as contribution_change
    from score_changes
),

in_tenths as (
    select
        grouped.customer_id,
        grouped.lag_days,
        grouped.reason,
        grouped.topic,
        {{ tenths_of_points('grouped.contribution_change') }} as change_tenths,
        {{ reason_phrase('change_reasons', 'grouped.item_count', 'grouped.topic') }} as phrase
    from grouped
    inner join change_reasons on grouped.reason = change_reasons.reason
),

numbered as (
    select
        *,
        row_number() over (
            partition by customer_id, lag_days
            order by abs(change_tenths) desc nulls last, reason asc nulls last, topic asc nulls last
        ) as reason_number
    from in_tenths
    where change_tenths <> 0
),

told_reasons as (
    select
        customer_id,
        lag_days,
        {% for number in [1, 2, 3] -%}
            max(case when reason_number = {{ number }} then phrase end) as reason_{{ number }},
            max(case when reason_number = {{ number }} then change_tenths end)
                as change_tenths_{{ number }},
        {% endfor -%}
        cast(sum(case when reason_number <= 3 then change_tenths else 0 end) as bigint)
            as told_tenths
    from numbered
    group by customer_id, lag_days
),

-- the rest makes the numbers of a sentence add up, whatever rounding left
with_rest as (
    select
        score_changes.customer_id,
        score_changes.lag_days,
        {{ tenths_of_points('score_changes.score_change') }} as change_tenths,
        {% for number in [1, 2, 3] -%}
            told_reasons.reason_{{ number }} || {{ signed_tenths(
                'told_reasons.change_tenths_' ~ number
            ) }} as reason_{{ number }},
        {% endfor -%}
        {{ tenths_of_points('score_changes.score_change') }}
        - coalesce(told_reasons.told_tenths, 0) as rest_tenths
    from score_changes
    left join told_reasons
        on score_changes.customer_id = told_reasons.customer_id
            and score_changes.lag_days = told_reasons.lag_days
),

worded as (
    select
        customer_id,
        lag_days,
        reason_1,
        reason_2,
        reason_3,
        case
            when change_tenths > 0 then 'Rose ' || {{ tenths_text('change_tenths') }} || ' points'
            when change_tenths < 0 then 'Fell ' || {{ tenths_text('-change_tenths') }} || ' points'
            else 'Unchanged'
        end
        || ' in ' || cast(lag_days as string)
        || case when lag_days = 1 then ' day' else ' days' end
        || coalesce(': ' || reason_1, '')
        || coalesce(', ' || reason_2, '')
        || coalesce(', ' || reason_3, '')
        || case
            when rest_tenths = 0 then ''
            when reason_1 is null then ': small changes' || {{ signed_tenths('rest_tenths') }}
            else ', everything else' || {{ signed_tenths('rest_tenths') }}
        end as explanation
    from with_rest
)

select * from worded
