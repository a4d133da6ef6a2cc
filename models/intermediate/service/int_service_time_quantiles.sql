with days as (
    select * from {{ ref('int_service_days') }}
    where input_version is not null
),

interactions as (
    select interactions.*
    from {{ ref('int_service_interactions') }} as interactions
    inner join days on interactions.interaction_date = days.service_date
),

contacts as (select * from {{ ref('int_service_contacts') }}),

-- the wait of somebody who gave up says when, not how long an answer took
times as (
    select
        interaction_date as service_date,
        property_id,
        channel,
        agent_group,
        'wait' as measure,
        wait_seconds as seconds
    from interactions
    where direction = 'inbound' and not is_abandoned and wait_seconds is not null
    union all
    select
        interaction_date as service_date,
        property_id,
        channel,
        agent_group,
        'handle' as measure,
        handle_seconds as seconds
    from interactions
    where handle_seconds is not null
    union all
    select
        service_date,
        property_id,
        channel,
        agent_group,
        'first_response' as measure,
        first_response_seconds as seconds
    from contacts
    where first_response_seconds is not null
),

value_counts as (
    select
        service_date,
        property_id,
        channel,
        agent_group,
        measure,
        seconds,
        count(*) as value_count
    from times
    group by service_date, property_id, channel, agent_group, measure, seconds
),

running_counts as (
    select
        *,
        sum(value_count) over (
            partition by service_date, property_id, channel, agent_group, measure
            order by seconds nulls last
            rows between unbounded preceding and current row
        ) as count_so_far,
        sum(value_count) over (
            partition by service_date, property_id, channel, agent_group, measure
        ) as count_of_all
    from value_counts
),

-- the smallest time that the share of the values does not exceed: a time that somebody had
quantiles as (
    select
        service_date,
        property_id,
        channel,
        agent_group,
        measure,
        cast(sum(value_count) as bigint) as value_count,
        cast(sum(value_count * seconds) as bigint) as seconds_sum,
        cast(min(case when 100 * count_so_far >= 50 * count_of_all then seconds end) as bigint)
            as seconds_median,
        cast(min(case when 100 * count_so_far >= 90 * count_of_all then seconds end) as bigint)
            as seconds_p90
    from running_counts
    group by service_date, property_id, channel, agent_group, measure
)

select * from quantiles
