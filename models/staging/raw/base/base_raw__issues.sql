with raw_rows as (
    {{ with_is_deleted(source('raw', 'issues')) }}
),

customers as (select * from {{ ref('stg_raw__customers') }}),

properties as (select * from {{ ref('stg_raw__properties') }}),

topics as (select * from {{ ref('topics') }}),

levels as (select * from {{ ref('importance_levels') }}),

typed as (
    select
        -- ids
        nullif(trim(cast(issue_id as string)), '') as issue_id,
        nullif(trim(cast(customer_id as string)), '') as customer_id,
        nullif(trim(cast(property_id as string)), '') as property_id,

        -- strings
        lower(trim(cast(topic as string))) as raw_topic,
        lower(trim(cast(importance as string))) as raw_importance,

        -- numerics
        {{ whole_number('reopened_count') }} as raw_reopened_count,

        -- booleans
        coalesce(try_cast(is_deleted as boolean), false) as is_deleted,
        try_cast(is_escalated as boolean) as is_escalated,

        -- timestamps
        {{ utc_time('opened_at') }} as opened_at,
        {{ utc_time('resolved_at') }} as resolved_at,
        {{ utc_time('loaded_at') }} as loaded_at,
        cast({{ utc_time('loaded_at') }} as date) as load_date,
        {{ utc_time('loaded_at') }}
        + interval {{ var('future_tolerance_hours') }} hour as latest_credible_at,

        -- audit
        (is_deleted is not null and try_cast(is_deleted as boolean) is null)
        or (reopened_count is not null and {{ whole_number('reopened_count') }} is null)
        or (is_escalated is not null and try_cast(is_escalated as boolean) is null)
        or (opened_at is not null and {{ utc_time('opened_at') }} is null)
        or (resolved_at is not null and {{ utc_time('resolved_at') }} is null)
            as is_unreadable,
        {{ json_record(['issue_id', 'customer_id', 'property_id', 'topic', 'importance',
            'opened_at', 'resolved_at', 'reopened_count', 'is_escalated', 'loaded_at', 'is_deleted']) }} as record
    from raw_rows
    {{ within_loads_to_read('issues') }}
),

rows_to_read as {{ not_materialized() }} (
    {{ rows_to_read('typed', 'issues') }}
),

checked as {{ not_materialized() }} (
    select
        typed.*,
        {{ mapped_topic('typed.raw_topic', 'topics.topic') }} as topic,
        coalesce(levels.importance, 'normal') as importance,
        coalesce(typed.raw_reopened_count, 0) as reopened_count,
        concat_ws(
            ',',
            case when typed.issue_id is null then 'missing_key' end,
            case when typed.loaded_at is null then 'missing_loaded_at' end,
            case when typed.is_unreadable then 'unreadable_value' end,
            case when customers.customer_id is null then 'unknown_customer' end,
            case when properties.property_id is null then 'unknown_property' end,
            case when typed.opened_at is null then 'missing_date' end,
            case
                when greatest(typed.opened_at, coalesce(typed.resolved_at, typed.opened_at))
                    > typed.latest_credible_at
                    then 'future_date'
            end,
            case when typed.opened_at < {{ earliest_valid_date() }} then 'impossible_date' end,
            case when typed.resolved_at < typed.opened_at then 'resolved_before_opened' end,
            case when typed.raw_reopened_count < 0 then 'negative_count' end,
            case
                when topics.topic is null and '{{ var("unlisted_topics") }}' = 'other'
                    then 'unknown_topic'
            end,
            case when levels.importance is null then 'unknown_importance' end,
            case
                when dense_rank() over (
                        partition by typed.issue_id, typed.loaded_at
                        order by typed.record nulls last
                    ) > 1
                    then 'duplicate_key'
            end
        ) as broken_rules
    from rows_to_read as typed
    left join customers on typed.customer_id = customers.customer_id
    left join properties on typed.property_id = properties.property_id
    left join topics on typed.raw_topic = topics.topic
    left join levels on typed.raw_importance = levels.importance
),

refusals as (
    {{ first_refusals('checked', 'issues') }}
),

labelled as (
    select
        checked.*,
        refusals.rejection_reason
    from checked
    left join refusals
        on checked.broken_rules = refusals.broken_rules
            and checked.is_deleted = refusals.is_deleted
)

select * from labelled
