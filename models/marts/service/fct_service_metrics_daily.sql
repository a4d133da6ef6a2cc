{{ config(
    materialized='changed_rows',
    meta={'changed_by': [
        {'relation': 'int_service_days', 'columns': {'service_date': 'service_date'}},
    ]},
) }}

-- depends_on: {{ ref('stg_raw__reads') }}
with counts as (select * from {{ ref('int_service_counts') }}),

days as (select * from {{ ref('int_service_days') }}),

day_quantiles as (
    select
        property_id,
        channel,
        agent_group,
        {% for measure in ['wait', 'handle', 'first_response'] -%}
            max(case when measure = '{{ measure }}' then value_count end) as {{ measure }}_count,
            max(case when measure = '{{ measure }}' then seconds_sum end)
                as {{ measure }}_seconds_sum,
            max(case when measure = '{{ measure }}' then seconds_median end)
                as {{ measure }}_seconds_median,
            max(case when measure = '{{ measure }}' then seconds_p90 end)
                as {{ measure }}_seconds_p90,
        {% endfor -%}
        service_date
    from {{ ref('int_service_time_quantiles') }}
    group by service_date, property_id, channel, agent_group
),

with_times as (
    select
        counts.*,
        {% for measure in ['wait', 'handle', 'first_response'] -%}
            coalesce(day_quantiles.{{ measure }}_count, 0) as {{ measure }}_count,
            coalesce(day_quantiles.{{ measure }}_seconds_sum, 0) as {{ measure }}_seconds_sum,
            day_quantiles.{{ measure }}_seconds_median,
            day_quantiles.{{ measure }}_seconds_p90,
        {% endfor -%}
        days.input_version
    from counts
    inner join days on counts.service_date = days.service_date
    left join day_quantiles
        on counts.service_date = day_quantiles.service_date
            and counts.property_id = day_quantiles.property_id
            and counts.channel = day_quantiles.channel
            and counts.agent_group = day_quantiles.agent_group
),

presented as (
    select
        property_id,
        channel,
        agent_group,
        service_date,
        inbound_count,
        outbound_count,
        offered_count,
        abandoned_count,
        wait_count,
        wait_seconds_sum,
        handle_count,
        handle_seconds_sum,
        contact_count,
        first_response_count,
        first_response_seconds_sum,
        first_contact_count,
        first_contact_resolved_count,
        first_contact_pending_count,
        cast(abandoned_count / nullif(offered_count, 0) as decimal(9, 6)) as abandonment_rate,
        cast(first_contact_resolved_count / nullif(first_contact_count, 0) as decimal(9, 6))
            as first_contact_resolution_rate,
        cast(wait_seconds_sum / nullif(wait_count, 0) as decimal(14, 4)) as wait_seconds_mean,
        wait_seconds_median,
        wait_seconds_p90,
        cast(handle_seconds_sum / nullif(handle_count, 0) as decimal(14, 4)) as handle_seconds_mean,
        handle_seconds_median,
        handle_seconds_p90,
        cast(first_response_seconds_sum / nullif(60 * first_response_count, 0) as decimal(14, 4))
            as first_response_minutes_mean,
        cast(first_response_seconds_median / 60 as decimal(14, 4)) as first_response_minutes_median,
        cast(first_response_seconds_p90 / 60 as decimal(14, 4)) as first_response_minutes_p90,
        input_version
    from with_times
)

select * from presented
