with coverage as (select * from {{ ref('int_data_coverage') }}),

contacts as (
    select
        contacts.*,
        cast(date_trunc('month', contacts.contact_date) as date) as journey_month,
        cast(contacts.contact_date + {{ var('service_follow_up_days') }} as date) as follow_up_date,
        coverage.as_of_date
    from {{ ref('int_journey_contacts') }} as contacts
    cross join coverage
),

-- whether a request comes again is known when the follow-up days are over
counts as (
    select
        property_id,
        journey_stage,
        touchpoint,
        journey_month,
        cast(sum(message_count) as bigint) as interaction_count,
        count(*) as contact_count,
        count(distinct customer_id) as customer_count,
        count(case when stage_source <> 'feed' then 1 end) as derived_stage_count,
        count(case when has_request and follow_up_date <= as_of_date then 1 end)
            as repeat_judged_count,
        count(
            case
                when next_request_date <= follow_up_date and follow_up_date <= as_of_date then 1
            end
        ) as repeated_count,
        cast(sum(wait_count) as bigint) as wait_count,
        cast(sum(wait_seconds_sum) as bigint) as wait_seconds_sum,
        cast(sum(tone_count) as bigint) as tone_count,
        cast(sum(tone_sum_thousandths) as bigint) as tone_sum_thousandths,
        count(case when is_grievance then 1 end) as grievance_count
    from contacts
    group by property_id, journey_stage, touchpoint, journey_month
)

select * from counts
