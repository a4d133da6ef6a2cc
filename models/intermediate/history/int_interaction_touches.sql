with versions as (select * from {{ ref('stg_raw__changed_interaction_versions') }}),

properties as (select * from {{ ref('stg_raw__properties') }}),

load_changes as (
    select * from {{ ref('stg_raw__load_changes') }}
    where source_table = 'interactions'
),

marked as (
    select
        versions.*,
        {{ local_date('versions.occurred_at', 'properties.time_zone') }} as interaction_date,
        coalesce(versions.loaded_at > load_changes.new_after_at, false) as is_new
    from versions
    left join properties on versions.property_id = properties.property_id
    left join load_changes on cast(versions.loaded_at as date) = load_changes.load_date
),

changed as (
    select
        interaction_id,
        max(loaded_at) as loaded_at
    from marked
    where is_new
    group by interaction_id
),

numbered as (
    select
        marked.*,
        changed.loaded_at as changed_at,
        row_number() over (
            partition by marked.interaction_id, marked.is_new
            order by marked.loaded_at desc nulls last
        ) as newness
    from marked
    inner join changed on marked.interaction_id = changed.interaction_id
),

-- the version in force before the new loads and the one in force now
sides as (
    select * from numbered
    where not is_new and newness = 1 and is_deleted is not true
    union all
    select * from numbered
    where superseded_at is null and is_deleted is not true
),

-- two equal sides leave the scores as they are
lone_sides as (
    select
        interaction_id,
        customer_id,
        interaction_date,
        changed_at
    from sides
    group by
        interaction_id, customer_id, interaction_date, changed_at, conversation_key, direction,
        interaction_type, topic, importance, is_escalated, feed_sentiment_thousandths, message_text
    having count(*) = 1
),

touches as (
    select
        interaction_id,
        customer_id,
        min(interaction_date) as touched_from_date,
        changed_at as loaded_at
    from lone_sides
    group by interaction_id, customer_id, changed_at
)

select * from touches
