-- the materialization asks what the run reads
-- depends_on: {{ ref('stg_raw__reads') }}
with customer_sums as (select * from {{ ref('int_property_customer_sums') }}),

contacts as (select * from {{ ref('int_property_contacts') }}),

open_issues as (select * from {{ ref('int_property_open_issues') }}),

property_days as (select * from {{ ref('int_property_days') }}),

sums as (
    select
        customer_sums.*,
        cast(coalesce(contacts.contact_count, 0) as bigint) as contact_count,
        cast(coalesce(contacts.grievance_count, 0) as bigint) as grievance_count,
        cast(coalesce(open_issues.open_issue_count, 0) as bigint) as open_issue_count,
        property_days.write_mark
    from customer_sums
    inner join property_days on customer_sums.score_date = property_days.score_date
    left join contacts
        on customer_sums.property_id = contacts.property_id
            and customer_sums.cohort = contacts.cohort
            and customer_sums.score_date = contacts.score_date
    left join open_issues
        on customer_sums.property_id = open_issues.property_id
            and customer_sums.cohort = open_issues.cohort
            and customer_sums.score_date = open_issues.score_date
)

select * from sums
