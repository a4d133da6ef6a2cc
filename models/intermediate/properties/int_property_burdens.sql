with sums as (select * from {{ ref('int_property_sums') }}),

levels as (
    select
        level_name as property_id,
        cohort,
        score_date
    from {{ ref('int_property_levels') }}
    where level_type = 'property'
),

-- contacts are counted of scored days only: too few of them say nothing yet
first_day as (
    select cast(min(score_date) + {{ var('property_contact_days') }} - 1 as date) as known_from_date
    from levels
),

cohort_members as (
    select
        cohort_members.cohort,
        cohort_members.member
    from (
        values
        ('residents', 'residents'), ('prospects', 'prospects'),
        ('all', 'residents'), ('all', 'prospects')
    ) as cohort_members (cohort, member)
),

contacts as (
    select
        levels.property_id,
        levels.cohort,
        levels.score_date,
        sum(sums.contact_count) as contact_count,
        sum(sums.grievance_count) as grievance_count
    from levels
    inner join cohort_members on levels.cohort = cohort_members.cohort
    inner join sums
        on levels.property_id = sums.property_id
            and cohort_members.member = sums.cohort
            and levels.score_date >= sums.score_date
            and sums.score_date
            > cast(levels.score_date - {{ var('property_contact_days') }} as date)
    group by levels.property_id, levels.cohort, levels.score_date
),

open_issues as (
    select
        sums.property_id,
        cohort_members.cohort,
        sums.score_date,
        sum(sums.open_issue_count) as open_issue_count
    from sums
    inner join cohort_members on sums.cohort = cohort_members.member
    group by sums.property_id, cohort_members.cohort, sums.score_date
),

burdens as (
    select
        levels.property_id,
        levels.cohort,
        levels.score_date,
        cast(case
            when levels.score_date >= first_day.known_from_date
                then coalesce(contacts.contact_count, 0)
        end as bigint) as contact_count,
        cast(case
            when levels.score_date >= first_day.known_from_date
                then coalesce(contacts.grievance_count, 0)
        end as bigint) as grievance_count,
        cast(coalesce(open_issues.open_issue_count, 0) as bigint) as open_issue_count
    from levels
    cross join first_day
    left join contacts
        on levels.property_id = contacts.property_id
            and levels.cohort = contacts.cohort
            and levels.score_date = contacts.score_date
    left join open_issues
        on levels.property_id = open_issues.property_id
            and levels.cohort = open_issues.cohort
            and levels.score_date = open_issues.score_date
)

select * from burdens
