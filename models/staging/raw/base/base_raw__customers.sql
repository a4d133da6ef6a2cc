with raw_rows as (
    {{ with_is_deleted(source('raw', 'customers')) }}
),

typed as (
    select
        -- ids
        nullif(trim(cast(customer_id as string)), '') as customer_id,

        -- strings
        cast(full_name as string) as full_name,
        cast(email as string) as email,
        cast(phone as string) as phone,

        -- booleans
        coalesce(try_cast(is_deleted as boolean), false) as is_deleted,

        -- timestamps
        {{ utc_time('created_at') }} as raw_created_at,
        {{ utc_time('loaded_at') }} as loaded_at,
        cast({{ utc_time('loaded_at') }} as date) as load_date,

        -- audit
        (is_deleted is not null and try_cast(is_deleted as boolean) is null)
        or (created_at is not null and {{ utc_time('created_at') }} is null) as is_unreadable,
        {{ json_record(['customer_id', 'created_at', 'loaded_at', 'is_deleted']) }} as record
    from raw_rows
    {{ within_loads_to_read('customers', has_parents=false) }}
),

rows_to_read as {{ not_materialized() }} (
    {{ rows_to_read('typed', 'customers', has_parents=false) }}
),

checked as {{ not_materialized() }} (
    select
        typed.*,
        case when typed.raw_created_at >= {{ earliest_valid_date() }} then typed.raw_created_at end
            as created_at,
        concat_ws(
            ',',
            case when typed.customer_id is null then 'missing_key' end,
            case when typed.loaded_at is null then 'missing_loaded_at' end,
            case when typed.is_unreadable then 'unreadable_value' end,
            case when typed.raw_created_at < {{ earliest_valid_date() }} then 'impossible_date' end,
            case
                when dense_rank() over (
                        partition by typed.customer_id, typed.loaded_at
                        order by
                            typed.record nulls last, typed.full_name nulls last,
                            typed.email nulls last, typed.phone nulls last
                    ) > 1
                    then 'duplicate_key'
            end
        ) as broken_rules
    from rows_to_read as typed
),

refusals as (
    {{ first_refusals('checked', 'customers') }}
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
