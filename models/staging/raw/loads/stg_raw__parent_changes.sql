with properties as (
    select
        *,
        'properties' as source_table,
        property_id as parent_id
    from {{ ref('base_raw__properties') }}
    where rejection_reason is null
),

customers as (
    select
        *,
        'customers' as source_table,
        customer_id as parent_id
    from {{ ref('base_raw__customers') }}
    where rejection_reason is null
),

load_changes as (select * from {{ ref('stg_raw__load_changes') }}),

-- what the evidence of others depends on: that the parent is known, and the clock of a property
parents as (
    select
        source_table,
        parent_id,
        time_zone as parent_state,
        is_deleted,
        loaded_at
    from properties
    union all
    select
        source_table,
        parent_id,
        'known' as parent_state,
        is_deleted,
        loaded_at
    from customers
),

marked as (
    select
        parents.*,
        coalesce(parents.loaded_at > load_changes.new_after_at, false) as is_new
    from parents
    left join load_changes
        on parents.source_table = load_changes.source_table
            and cast(parents.loaded_at as date) = load_changes.load_date
),

-- of others both sides are the same
parents_with_news as (
    select distinct
        source_table,
        parent_id
    from marked
    where is_new
),

numbered as (
    select
        marked.*,
        max(case when marked.is_new then marked.loaded_at end) over (
            partition by marked.source_table, marked.parent_id
        ) as changed_at,
        row_number() over (
            partition by marked.source_table, marked.parent_id, marked.is_new
            order by marked.loaded_at desc nulls last
        ) as newness_before,
        row_number() over (
            partition by marked.source_table, marked.parent_id
            order by marked.loaded_at desc nulls last
        ) as newness_now
    from marked
    inner join parents_with_news
        on marked.source_table = parents_with_news.source_table
            and marked.parent_id = parents_with_news.parent_id
),

sides as (
    select
        *,
        true as is_before
    from numbered
    where not is_new and newness_before = 1 and is_deleted is not true
    union all
    select
        *,
        false as is_before
    from numbered
    where newness_now = 1 and is_deleted is not true
),

-- two equal sides leave everything as it is
lone_sides as (
    select
        source_table,
        parent_id,
        changed_at,
        max(case when is_before then 1 else 0 end) as known_before
    from sides
    group by source_table, parent_id, parent_state, changed_at
    having count(*) = 1
),

changed_parents as (
    select
        source_table,
        parent_id,
        max(known_before) = 1 as was_known,
        max(changed_at) as loaded_at
    from lone_sides
    group by source_table, parent_id
)

select * from changed_parents
