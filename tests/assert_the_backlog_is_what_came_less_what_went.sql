-- The backlog of the last day, over all ages, is the tickets that are not resolved: two ways to
-- count them.
with backlog as (
    select
        backlog.property_id,
        sum(backlog.backlog_count) as open_count
    from {{ ref('fct_issue_backlog_daily') }} as backlog
    inner join {{ ref('int_data_coverage') }} as coverage
        on backlog.service_date = coverage.as_of_date
    group by backlog.property_id
),

tickets as (
    select
        property_id,
        sum(opened_count) - sum(resolved_count) as open_count
    from {{ ref('fct_issue_metrics_daily') }}
    group by property_id
)

select
    coalesce(backlog.property_id, tickets.property_id) as property_id,
    backlog.open_count as open_count_of_backlog,
    tickets.open_count as open_count_of_tickets
from backlog
full outer join tickets on backlog.property_id = tickets.property_id
where backlog.open_count is distinct from tickets.open_count
