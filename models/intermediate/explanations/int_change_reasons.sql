with changes as (select * from {{ ref('int_evidence_changes') }}),

contacts as (select * from {{ ref('int_contact_details') }}),

issues as (select * from {{ ref('int_explained_issues') }}),

open_topics as (select * from {{ ref('int_open_topics') }}),

contact_changes as (
    select
        changes.customer_id,
        changes.lag_days,
        changes.evidence_key,
        changes.contribution_change,
        contacts.topic,
        case
            when contacts.interaction_date <= changes.compared_date and contacts.polarity = -1
                then 'older_grievances'
            when contacts.interaction_date <= changes.compared_date and contacts.polarity = 1
                then 'older_commendations'
            when contacts.interaction_date <= changes.compared_date then 'older_contacts'
            when contacts.is_angry and changes.contribution_change < 0 then 'angry_contacts'
            when contacts.polarity = 1 then 'new_commendations'
            when contacts.polarity = 0 then 'new_contacts'
            when open_topics.topic is not null then 'unresolved_reports'
            else 'resolved_reports'
        end as reason
    from changes
    inner join contacts
        on changes.customer_id = contacts.customer_id
            and changes.evidence_key = contacts.evidence_key
    left join open_topics
        on contacts.customer_id = open_topics.customer_id and contacts.topic = open_topics.topic
),

issue_changes as (
    select
        changes.customer_id,
        changes.lag_days,
        changes.evidence_key,
        changes.contribution_change,
        coalesce(issues.topic, issues_before.topic) as topic,
        case
            when issues.opened_date > changes.compared_date and issues.resolved_date is null
                then 'unresolved_reports'
            when issues.opened_date > changes.compared_date then 'resolved_reports'
            when issues.reopened_count > issues_before.reopened_count then 'reopened_issues'
            -- until it was resolved it went on growing
            when issues.resolved_date is not null and issues_before.resolved_date is null
                then
                    case
                        when changes.contribution_change < 0 then 'long_issues'
                        else 'resolved_issues'
                    end
            when issues.repeat_count > issues_before.repeat_count then 'repeated_issues'
            when issues.resolved_date is null and issues.evidence_key is not null
                then 'open_issues'
            else 'older_issues'
        end as reason
    from changes
    left join issues
        on changes.customer_id = issues.customer_id
            and changes.evidence_key = issues.evidence_key
            and issues.lag_days = 0
    left join issues as issues_before
        on changes.customer_id = issues_before.customer_id
            and changes.evidence_key = issues_before.evidence_key
            and changes.lag_days = issues_before.lag_days
    where coalesce(issues.evidence_key, issues_before.evidence_key) is not null
),

reasons as (
    select
        *,
        true as is_contact
    from contact_changes
    union all
    select
        *,
        false as is_contact
    from issue_changes
)

select * from reasons
