{{ config(post_hook="{{ keep_query() }}") }}

with customer_days as (select * from {{ ref('int_customer_days') }}),

report_days as (select * from {{ ref('int_topic_report_days') }}),

decay_weights as (select * from {{ ref('int_decay_weights') }}),

chunk_bounds as (
    select
        min(score_date) as first_date,
        max(score_date) as last_date
    from customer_days
),

-- joined by customer, few reports would be left: the others go before
reports_of_chunk as (
    select report_days.*
    from report_days
    inner join chunk_bounds
        on report_days.report_date <= chunk_bounds.last_date
            and report_days.report_date
            >= chunk_bounds.first_date - {{ var('scoring_window_days') }}
            and coalesce(report_days.next_report_date > chunk_bounds.first_date, true)
),

-- only the latest report of each topic counts: the one with no later report up to the scored day
summed as (
    select
        customer_days.customer_id,
        customer_days.score_date,
        customer_days.cohort,
        cast(count(weights.age_days) as bigint) as topic_count,
        cast(coalesce(sum(weights.variety_weight), 0) as bigint) as topic_weight
    from customer_days
    left join reports_of_chunk as reports
        on customer_days.customer_id = reports.customer_id
            and customer_days.score_date >= reports.report_date
            and customer_days.score_date
            < coalesce(reports.next_report_date, cast('9999-12-31' as date))
            -- the weights would leave them out as well
            and reports.report_date
            >= customer_days.score_date - {{ var('scoring_window_days') }}
    left join decay_weights as weights
        on {{ days_between('reports.report_date', 'customer_days.score_date') }}
            = weights.age_days
    group by customer_days.customer_id, customer_days.score_date, customer_days.cohort
)

select * from summed
