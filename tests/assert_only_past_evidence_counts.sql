-- A score of a day may know nothing of later days: counted again from the interactions, the
-- evidence of the first and the last day of this run is what the factors saw.
with counted_days as (
    select min(score_date) as score_date from {{ ref('int_customer_days') }}
    union distinct
    select max(score_date) as score_date from {{ ref('int_customer_days') }}
),

daily_contacts as (
    select contacts.*
    from {{ ref('int_daily_contacts') }} as contacts
    inner join counted_days on contacts.score_date = counted_days.score_date
),

interactions as (
    select * from {{ ref('int_interactions') }}
    where direction = 'inbound'
),

recounted as (
    select
        counted_conversations.customer_id,
        counted_conversations.score_date,
        count(*) as conversation_count
    from (
        select distinct
            daily_contacts.customer_id,
            daily_contacts.score_date,
            interactions.conversation_key,
            interactions.interaction_date
        from daily_contacts
        inner join interactions
            on daily_contacts.customer_id = interactions.customer_id
                and daily_contacts.score_date >= interactions.interaction_date
                and interactions.interaction_date
                >= daily_contacts.score_date - {{ var('scoring_window_days') }}
    ) as counted_conversations
    group by counted_conversations.customer_id, counted_conversations.score_date
),

miscounted as (
    select
        daily_contacts.customer_id,
        daily_contacts.score_date,
        daily_contacts.conversation_count,
        recounted.conversation_count as recounted_conversations
    from daily_contacts
    left join recounted
        on daily_contacts.customer_id = recounted.customer_id
            and daily_contacts.score_date = recounted.score_date
    where daily_contacts.conversation_count <> coalesce(recounted.conversation_count, 0)
)

select * from miscounted
