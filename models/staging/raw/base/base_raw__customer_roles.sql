with raw_rows as (
    {{ with_is_deleted(source('raw', 'customer_roles')) }}
),

customers as (select * from {{ ref('stg_raw__customers') }}),

properties as (select * from {{ ref('stg_raw__properties') }}),

roles as (select * from {{ ref('roles') }}),

typed as (
    select
        -- ids
        nullif(trim(cast(role_id as string)), '') as role_id,
        nullif(trim(cast(customer_id as string)), '') as customer_id,
        nullif(trim(cast(property_id as string)), '') as property_id,

        -- strings
        lower(trim(cast(role as string))) as raw_role,

        -- booleans
        coalesce(try_cast(is_deleted as boolean), false) as is_deleted,

        -- dates
        try_cast(started_on as date) as started_on,
        try_cast(ended_on as date) as ended_on,

        -- timestamps
        {{ utc_time('loaded_at') }} as loaded_at,
        cast({{ utc_time('loaded_at') }} as date) as load_date,

        -- audit
        (is_deleted is not null and try_cast(is_deleted as boolean) is null)
        or (started_on is not null and try_cast(started_on as date) is null)
        or (ended_on is not null and try_cast(ended_on as date) is null) as is_unreadable,
        {{ json_record(['role_id', 'customer_id', 'property_id', 'role', 'started_on', 'ended_on',
            'loaded_at', 'is_deleted']) }} as record
    from raw_rows
    {{ within_loads_to_read('customer_roles') }}
),

rows_to_read as {{ not_materialized() }} (
    {{ rows_to_read('typed', 'customer_roles') }}
),

checked as {{ not_materialized() }} (
    select
        typed.*,
        roles.role,
        concat_ws(
            ',',
            case when typed.role_id is null then 'missing_key' end,
            case when typed.loaded_at is null then 'missing_loaded_at' end,
            case when typed.is_unreadable then 'unreadable_value' end,
            case when customers.customer_id is null then 'unknown_customer' end,
            case when properties.property_id is null then 'unknown_property' end,
            case when roles.role is null then 'unknown_role' end,
            case when typed.started_on is null then 'missing_date' end,
            case when typed.started_on < {{ earliest_valid_date() }} then 'impossible_date' end,
            case when typed.ended_on < typed.started_on then 'ended_before_started' end,
            case
                when dense_rank() over (
                        partition by typed.role_id, typed.loaded_at
                        order by typed.record nulls last
                    ) > 1
                    then 'duplicate_key'
            end
        ) as broken_rules
    from rows_to_read as typed
    left join customers on typed.customer_id = customers.customer_id
    left join properties on typed.property_id = properties.property_id
    left join roles on typed.raw_role = roles.role
),

refusals as (
    {{ first_refusals('checked', 'customer_roles') }}
),

labelled as (
    select
        checked.*,
        refusals.rejection_reason
    from checked
    left join refusals
        on checked.broken_rules = refusals.broken_rules
            and checked.is_deleted = refusals.is_deleted
)

select * from labelled
