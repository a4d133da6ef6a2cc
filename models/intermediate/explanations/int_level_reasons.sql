with contributions as (
    select
        customer_id,
        evidence_key,
        cast(sum(contribution) as bigint) as contribution
    from {{ ref('int_evidence_contributions') }}
    where lag_days = 0
    group by customer_id, evidence_key
),

contacts as (select * from {{ ref('int_contact_details') }}),

issues as (
    select * from {{ ref('int_explained_issues') }}
    where lag_days = 0
),

change_reasons as (select * from {{ ref('change_reasons') }}),

open_topics as (select * from {{ ref('int_open_topics') }}),

with_topics as (
    select
        contributions.*,
        coalesce(contacts.polarity, -1) as polarity,
        coalesce(contacts.topic, issues.topic) as topic
    from contributions
    left join contacts
        on contributions.customer_id = contacts.customer_id
            and contributions.evidence_key = contacts.evidence_key
    left join issues
        on contributions.customer_id = issues.customer_id
            and contributions.evidence_key = issues.evidence_key
),

reasons as (
    select
        with_topics.customer_id,
        with_topics.contribution,
        case when with_topics.polarity = -1 then with_topics.topic end as topic,
        case
            when with_topics.polarity = 1 then 'praise'
            when with_topics.polarity = 0 then 'contacts'
            when open_topics.topic is not null then 'unresolved_topics'
            else 'past_topics'
        end as reason
    from with_topics
    left join open_topics
        on with_topics.customer_id = open_topics.customer_id
            and with_topics.topic = open_topics.topic
),

grouped as (
    select
        customer_id,
        reason,
        topic,
        count(*) as item_count,
        cast(sum(contribution) as bigint) as contribution
    from reasons
    group by customer_id, reason, topic
),

worded as (
    select
        grouped.customer_id,
        grouped.reason,
        grouped.topic,
        grouped.contribution,
        {{ reason_phrase('change_reasons', 'grouped.item_count', 'grouped.topic') }}
        || {{ signed_tenths(tenths_of_points('grouped.contribution')) }} as phrase,
        row_number() over (
            partition by grouped.customer_id
            order by
                grouped.contribution asc nulls last,
                grouped.reason asc nulls last,
                grouped.topic asc nulls last
        ) as reason_number
    from grouped
    inner join change_reasons on grouped.reason = change_reasons.reason
)

select * from worded
