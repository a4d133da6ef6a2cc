-- Where does service hurt, beside the score? The last 28 days of each property.
with coverage as (select * from {{ ref('int_data_coverage') }}),

contacts as (
    select
        metrics.property_id,
        sum(metrics.contact_count) as contacts,
        100 * sum(metrics.abandoned_count) / nullif(sum(metrics.offered_count), 0) as abandoned_pct,
        sum(metrics.first_contact_count) as judged,
        sum(metrics.first_contact_resolved_count) as resolved
    from {{ ref('fct_service_metrics_daily') }} as metrics
    inner join coverage on metrics.service_date > cast(coverage.as_of_date - 28 as date)
    group by metrics.property_id
),

answers as (
    select
        scores.property_id,
        sum(scores.response_count) as csat_answers,
        sum(scores.favourable_count) as csat_favourable
    from {{ ref('fct_survey_scores_daily') }} as scores
    inner join coverage on scores.service_date > cast(coverage.as_of_date - 28 as date)
    where scores.survey_type = 'csat'
    group by scores.property_id
),

tickets as (
    select
        metrics.property_id,
        100 * sum(metrics.reopened_count) / nullif(sum(metrics.resolved_count), 0) as reopened_pct
    from {{ ref('fct_issue_metrics_daily') }} as metrics
    inner join coverage on metrics.service_date > cast(coverage.as_of_date - 28 as date)
    group by metrics.property_id
),

backlog as (
    select
        backlog.property_id,
        sum(backlog.backlog_count) as open_tickets,
        sum(backlog.overdue_count) as overdue_tickets
    from {{ ref('fct_issue_backlog_daily') }} as backlog
    inner join coverage on backlog.service_date = coverage.as_of_date
    group by backlog.property_id
),

scores as (
    select
        property_id,
        cast(sum(score) / count(*) as decimal(5, 1)) as mean_score
    from {{ ref('fct_customer_scores_current') }}
    group by property_id
),

beside as (
    select
        scores.property_id,
        scores.mean_score,
        contacts.contacts,
        cast(contacts.abandoned_pct as decimal(5, 1)) as abandoned_pct,
        cast(100 * contacts.resolved / nullif(contacts.judged, 0) as decimal(5, 1)) as resolved_pct,
        cast(100 * {{ wilson_bound(
            'contacts.resolved', 'contacts.judged', '-', var('interval_z_thousandths')
        ) }} as decimal(5, 1)) as resolved_lower,
        cast(100 * {{ wilson_bound(
            'contacts.resolved', 'contacts.judged', '+', var('interval_z_thousandths')
        ) }} as decimal(5, 1)) as resolved_upper,
        answers.csat_answers,
        cast(100 * answers.csat_favourable / answers.csat_answers as decimal(5, 1)) as csat,
        cast(tickets.reopened_pct as decimal(5, 1)) as reopened_pct,
        backlog.open_tickets,
        backlog.overdue_tickets
    from scores
    left join contacts on scores.property_id = contacts.property_id
    left join answers on scores.property_id = answers.property_id
    left join tickets on scores.property_id = tickets.property_id
    left join backlog on scores.property_id = backlog.property_id
)

select * from beside
order by mean_score nulls last, property_id nulls last
