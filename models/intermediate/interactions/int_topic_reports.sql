with interactions as (
    select * from {{ of_changed_dates(ref('int_interactions'), 'interaction_date') }}
),

grievance_reports as (
    select
        customer_id,
        topic,
        conversation_key,
        interaction_date as report_date,
        max(severity_tenths) as severity_tenths
    from interactions
    where direction = 'inbound' and polarity = -1
    group by customer_id, topic, conversation_key, interaction_date
)

select * from grievance_reports
