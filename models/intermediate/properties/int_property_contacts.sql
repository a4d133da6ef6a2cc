with interactions as (
    select interactions.*
    from {{ ref('int_interactions') }} as interactions
    inner join {{ ref('int_property_days') }} as property_days
        on interactions.interaction_date = property_days.score_date
    where interactions.direction = 'inbound'
),

-- as the score counts them: an inbound conversation on a day
contacts as (
    select
        customer_id,
        property_id,
        conversation_key,
        interaction_date,
        max(case when polarity = -1 then 1 else 0 end) as has_grievance
    from interactions
    group by customer_id, property_id, conversation_key, interaction_date
),

customer_contacts as (
    select
        customer_id,
        property_id,
        interaction_date,
        count(*) as contact_count,
        sum(has_grievance) as grievance_count
    from contacts
    group by customer_id, property_id, interaction_date
),

-- of customers who were scored at the property on that day
daily_contacts as (
    select
        customer_contacts.property_id,
        daily_scores.cohort,
        daily_scores.score_date,
        cast(sum(customer_contacts.contact_count) as bigint) as contact_count,
        cast(sum(customer_contacts.grievance_count) as bigint) as grievance_count
    from customer_contacts
    inner join {{ ref('fct_customer_scores_daily') }} as daily_scores
        on customer_contacts.customer_id = daily_scores.customer_id
            and customer_contacts.property_id = daily_scores.property_id
            and customer_contacts.interaction_date = daily_scores.score_date
    group by customer_contacts.property_id, daily_scores.cohort, daily_scores.score_date
)

select * from daily_contacts
