with interactions as (
    select * from {{ of_changed_dates(ref('int_interactions'), 'interaction_date') }}
),

grouped as (
    select
        customer_id,
        conversation_key,
        interaction_date,
        max(case when polarity = -1 then 1 else 0 end) as grievance_count,
        max(case when polarity = 1 then 1 else 0 end) as commendation_count,
        max(case when polarity = -1 then severity_tenths else 0 end) as grievance_severity_tenths,
        max(case when polarity = 1 then severity_tenths else 0 end) as commendation_severity_tenths,
        max(case when tone_thousandths is not null then 1 else 0 end) as toned_count,
        max(greatest(coalesce(tone_thousandths, 0), 0)) as tone_positive_thousandths,
        max(greatest(-coalesce(tone_thousandths, 0), 0)) as tone_negative_thousandths
    from interactions
    where direction = 'inbound'
    group by customer_id, conversation_key, interaction_date
)

select * from grouped
