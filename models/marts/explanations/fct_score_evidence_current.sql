with current_scores as (select * from {{ ref('fct_customer_scores_current') }}),

changes as (
    select * from {{ ref('int_evidence_changes') }}
    where lag_days = 7
),

change_reasons as (
    select * from {{ ref('int_change_reasons') }}
    where lag_days = 7
),

contacts as (select * from {{ ref('int_contact_details') }}),

issues as (
    select
        *,
        row_number() over (
            partition by customer_id, evidence_key
            order by lag_days nulls last
        ) as state_number
    from {{ ref('int_explained_issues') }}
),

messages as (select * from {{ ref('stg_raw__interactions') }}),

contributions_now as (
    select
        customer_id,
        evidence_key,
        {% for factor in ['frequency', 'nature', 'tone', 'variety', 'persistence', 'recency'] -%}
            cast(sum(case when factor = '{{ factor }}' then contribution else 0 end) as bigint)
                as {{ factor }}_contribution,
        {% endfor -%}
        cast(sum(contribution) as bigint) as contribution
    from {{ ref('int_evidence_contributions') }}
    where lag_days = 0
    group by customer_id, evidence_key
),

-- what counts today, and what counted a week ago and has left the window since
evidence as (
    select
        coalesce(contributions_now.customer_id, changes.customer_id) as customer_id,
        coalesce(contributions_now.evidence_key, changes.evidence_key) as evidence_key,
        {% for factor in ['frequency', 'nature', 'tone', 'variety', 'persistence', 'recency'] -%}
            coalesce(contributions_now.{{ factor }}_contribution, 0)
                as {{ factor }}_contribution,
        {% endfor -%}
        coalesce(contributions_now.contribution, 0) as contribution,
        changes.contribution_before,
        changes.contribution_change
    from contributions_now
    full outer join changes
        on contributions_now.customer_id = changes.customer_id
            and contributions_now.evidence_key = changes.evidence_key
),

described as (
    select
        evidence.customer_id,
        evidence.evidence_key,
        current_scores.score_date,
        coalesce(issues.issue_kind, 'conversation') as evidence_kind,
        coalesce(contacts.interaction_date, issues.opened_date) as evidence_date,
        coalesce(contacts.topic, issues.topic) as topic,
        contacts.interaction_id,
        contacts.interaction_count,
        contacts.property_id,
        contacts.channel,
        contacts.interaction_type,
        contacts.importance,
        contacts.is_escalated,
        case contacts.polarity
            when -1 then 'grievance'
            when 0 then 'neutral'
            when 1 then 'commendation'
        end as nature,
        cast(contacts.sentiment_thousandths / 1000 as decimal(4, 3)) as sentiment,
        contacts.sentiment_source,
        {{ evidence_text('messages.message_text') }} as message_text,
        issues.resolved_date,
        cast(issues.reopened_count as integer) as reopened_count,
        cast(issues.repeat_count as integer) as repeat_count,
        {% for factor in ['frequency', 'nature', 'tone', 'variety', 'persistence', 'recency'] -%}
            {{ to_points('evidence.' ~ factor ~ '_contribution') }} as {{ factor }}_contribution,
        {% endfor -%}
        {{ to_points('evidence.contribution') }} as contribution,
        {{ to_points('evidence.contribution_before') }} as contribution_7d_ago,
        {{ to_points('evidence.contribution_change') }} as contribution_change_7d,
        change_reasons.reason as change_reason
    from evidence
    inner join current_scores on evidence.customer_id = current_scores.customer_id
    left join contacts
        on evidence.customer_id = contacts.customer_id
            and evidence.evidence_key = contacts.evidence_key
    left join messages on contacts.interaction_id = messages.interaction_id
    left join issues
        on evidence.customer_id = issues.customer_id
            and evidence.evidence_key = issues.evidence_key
            and issues.state_number = 1
    left join change_reasons
        on evidence.customer_id = change_reasons.customer_id
            and evidence.evidence_key = change_reasons.evidence_key
)

select * from described
