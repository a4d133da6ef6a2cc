with versions as (
    select * from {{ ref('base_raw__customer_roles') }}
    where rejection_reason is null
),

load_changes as (
    select * from {{ ref('stg_raw__load_changes') }}
    where source_table = 'customer_roles'
),

marked as (
    select
        versions.*,
        coalesce(versions.loaded_at > load_changes.new_after_at, false) as is_new
    from versions
    left join load_changes on cast(versions.loaded_at as date) = load_changes.load_date
),

changed as (
    select
        role_id,
        max(loaded_at) as loaded_at
    from marked
    where is_new
    group by role_id
),

numbered as (
    select
        marked.*,
        changed.loaded_at as changed_at,
        row_number() over (
            partition by marked.role_id, marked.is_new
            order by marked.loaded_at desc nulls last
        ) as newness_before,
        row_number() over (
            partition by marked.role_id
            order by marked.loaded_at desc nulls last
        ) as newness_now
    from marked
    inner join changed on marked.role_id = changed.role_id
),

-- the version in force before the new loads and the one in force now
sides as (
    select * from numbered
    where not is_new and newness_before = 1 and is_deleted is not true
    union all
    select * from numbered
    where newness_now = 1 and is_deleted is not true
),

-- another last day changes the days after the earlier one, anything else all days of the role
changed_sides as (
    select
        role_id,
        customer_id,
        case
            when count(*) = 1 then started_on
            else cast(min(coalesce(ended_on, cast('9999-12-30' as date))) + 1 as date)
        end as from_date,
        changed_at
    from sides
    group by role_id, customer_id, property_id, role, started_on, changed_at
    having count(*) = 1
        or min(coalesce(ended_on, cast('9999-12-30' as date)))
        <> max(coalesce(ended_on, cast('9999-12-30' as date)))
),

touches as (
    select
        role_id,
        customer_id,
        min(from_date) as touched_from_date,
        changed_at as loaded_at
    from changed_sides
    group by role_id, customer_id, changed_at
)

select * from touches
