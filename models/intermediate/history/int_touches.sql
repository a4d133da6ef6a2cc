with held_days as (select * from {{ ref('int_held_days') }}),

last_held_days as (
    select max(score_date) as score_date
    from held_days
),

stacked as (
    select
        'interactions' as source_table,
        interaction_id as source_record_id,
        customer_id,
        touched_from_date,
        loaded_at
    from {{ ref('int_interaction_touches') }}
    union all
    select
        'issues' as source_table,
        issue_id as source_record_id,
        customer_id,
        touched_from_date,
        loaded_at
    from {{ ref('int_issue_touches') }}
    union all
    select
        'customer_roles' as source_table,
        role_id as source_record_id,
        customer_id,
        touched_from_date,
        loaded_at
    from {{ ref('int_role_touches') }}
    union all
    select
        source_table,
        parent_id as source_record_id,
        customer_id,
        touched_from_date,
        loaded_at
    from {{ ref('int_parent_touches') }}
),

touches_of_held_days as (
    select stacked.*
    from stacked
    inner join last_held_days on stacked.touched_from_date <= last_held_days.score_date
)

select * from touches_of_held_days
