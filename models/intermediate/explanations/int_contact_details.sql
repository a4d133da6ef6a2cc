with contacts as (
    select
        customer_id,
        evidence_key,
        conversation_key,
        interaction_date,
        min(lag_days) as lag_days
    from {{ ref('int_explained_contacts') }}
    group by customer_id, evidence_key, conversation_key, interaction_date
),

-- the interaction that says most about a conversation: the weightiest grievance, else commendation
numbered as (
    select
        contacts.evidence_key,
        contacts.lag_days,
        interactions.*,
        row_number() over (
            partition by contacts.customer_id, contacts.evidence_key
            order by
                case interactions.polarity when -1 then 1 when 1 then 2 else 3 end asc nulls last,
                interactions.severity_tenths desc nulls last,
                interactions.occurred_at asc nulls last,
                interactions.interaction_id asc nulls last
        ) as telling_number,
        count(*) over (partition by contacts.customer_id, contacts.evidence_key)
            as interaction_count,
        min(interactions.tone_thousandths)
            over (partition by contacts.customer_id, contacts.evidence_key)
            as lowest_tone_thousandths
    from contacts
    inner join {{ ref('int_interactions') }} as interactions
        on contacts.customer_id = interactions.customer_id
            and contacts.conversation_key = interactions.conversation_key
            and contacts.interaction_date = interactions.interaction_date
    where interactions.direction = 'inbound'
),

contact_details as (
    select
        customer_id,
        evidence_key,
        lag_days,
        interaction_id,
        property_id,
        interaction_date,
        channel,
        interaction_type,
        topic,
        importance,
        is_escalated,
        polarity,
        sentiment_thousandths,
        sentiment_source,
        cast(interaction_count as integer) as interaction_count,
        coalesce(lowest_tone_thousandths <= -{{ var('angry_tone_thousandths') }}, false) as is_angry
    from numbered
    where telling_number = 1
)

select * from contact_details
