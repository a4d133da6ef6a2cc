with interactions as (
    select * from {{ of_changed_dates(ref('int_interactions'), 'interaction_date') }}
),

conversation_days as (
    select * from {{ of_changed_dates(ref('int_conversation_days'), 'interaction_date') }}
),

active_days as (
    select
        customer_id,
        interaction_date,
        count(*) as interaction_count
    from interactions
    group by customer_id, interaction_date
),

summed as (
    select
        customer_id,
        interaction_date,
        count(*) as conversation_count,
        sum(1 - grievance_count) as engagement_count,
        sum(case when grievance_count = 1 or commendation_count = 0 then 1 else 0 end)
            as burden_count,
        sum(grievance_count) as grievance_count,
        sum(commendation_count) as commendation_count,
        sum(toned_count) as toned_count,
        sum(grievance_severity_tenths) as grievance_severity_tenths,
        sum(commendation_severity_tenths) as commendation_severity_tenths,
        sum(tone_positive_thousandths) as tone_positive_thousandths,
        sum(tone_negative_thousandths) as tone_negative_thousandths
    from conversation_days
    group by customer_id, interaction_date
),

contact_days as (
    select
        active_days.customer_id,
        active_days.interaction_date,
        cast(active_days.interaction_count as bigint) as interaction_count,
        cast(coalesce(summed.conversation_count, 0) as bigint) as conversation_count,
        cast(coalesce(summed.engagement_count, 0) as bigint) as engagement_count,
        cast(coalesce(summed.burden_count, 0) as bigint) as burden_count,
        cast(coalesce(summed.grievance_count, 0) as bigint) as grievance_count,
        cast(coalesce(summed.commendation_count, 0) as bigint) as commendation_count,
        cast(coalesce(summed.toned_count, 0) as bigint) as toned_count,
        cast(coalesce(summed.grievance_severity_tenths, 0) as bigint) as grievance_severity_tenths,
        cast(coalesce(summed.commendation_severity_tenths, 0) as bigint)
            as commendation_severity_tenths,
        cast(coalesce(summed.tone_positive_thousandths, 0) as bigint) as tone_positive_thousandths,
        cast(coalesce(summed.tone_negative_thousandths, 0) as bigint) as tone_negative_thousandths
    from active_days
    left join summed
        on active_days.customer_id = summed.customer_id
            and active_days.interaction_date = summed.interaction_date
)

select * from contact_days
