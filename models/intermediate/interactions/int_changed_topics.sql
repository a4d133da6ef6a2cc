with changed_issues as (
    select
        issue_id,
        customer_id,
        topic
    from {{ ref('stg_raw__changed_issues') }}
),

ticket_versions as (
    select *
    from {{ of_changed_customers(ref('int_ticket_versions'), ref('int_changed_customers')) }}
),

-- the states of such a ticket build on the reports of all its topics, and each of these may have
-- another such ticket
moved_tickets as (
    select
        customer_id,
        issue_id
    from ticket_versions
    group by customer_id, issue_id
    having count(distinct topic) > 1
),

with_moved_tickets as (
    select
        interactions.customer_id,
        interactions.topic
    from {{ ref('stg_raw__changed_interactions') }} as interactions
    inner join {{ ref('interaction_types') }} as known_types
        on interactions.interaction_type = known_types.interaction_type
    where known_types.polarity = -1
    union distinct
    -- a version takes the customer of another one
    select
        issues_of_customers.customer_id,
        issues_on_topics.topic
    from changed_issues as issues_of_customers
    inner join changed_issues as issues_on_topics
        on issues_of_customers.issue_id = issues_on_topics.issue_id
    union distinct
    select
        customer_id,
        topic
    from ticket_versions
    where customer_id in (select moved_tickets.customer_id from moved_tickets)
    union distinct
    select
        customer_id,
        topic
    from {{ ref('int_topic_reports') }}
    where customer_id in (select moved_tickets.customer_id from moved_tickets)
),

changed_topics as (
    select * from with_moved_tickets
    where customer_id is not null and topic is not null
)

select * from changed_topics
