with raw_rows as (
    {{ with_is_deleted(source('raw', 'properties')) }}
),

time_zones as (select * from {{ ref('time_zones') }}),

typed as (
    select
        -- ids
        nullif(trim(cast(property_id as string)), '') as property_id,

        -- strings
        cast(property_name as string) as property_name,
        cast(property_group as string) as property_group,
        cast(city as string) as city,
        cast(region as string) as region,
        trim(cast(time_zone as string)) as raw_time_zone,

        -- numerics
        {{ whole_number('unit_count') }} as raw_unit_count,

        -- booleans
        coalesce(try_cast(is_deleted as boolean), false) as is_deleted,

        -- timestamps
        {{ utc_time('loaded_at') }} as loaded_at,

        -- audit
        (is_deleted is not null and try_cast(is_deleted as boolean) is null)
        or (unit_count is not null and {{ whole_number('unit_count') }} is null) as is_unreadable,
        {{ json_record(['property_id', 'property_name', 'property_group', 'city', 'region',
            'time_zone', 'unit_count', 'loaded_at', 'is_deleted']) }} as record
    from raw_rows
),

checked as (
    select
        typed.*,
        case when typed.raw_unit_count >= 0 then typed.raw_unit_count end as unit_count,
        coalesce(time_zones.time_zone, '{{ var("default_time_zone") }}') as time_zone,
        concat_ws(
            ',',
            case when typed.property_id is null then 'missing_key' end,
            case when typed.loaded_at is null then 'missing_loaded_at' end,
            case when typed.is_unreadable then 'unreadable_value' end,
            case when typed.raw_unit_count < 0 then 'negative_count' end,
            case when time_zones.time_zone is null then 'unknown_time_zone' end,
            case
                when dense_rank() over (
                        partition by typed.property_id, typed.loaded_at
                        order by typed.record nulls last
                    ) > 1
                    then 'duplicate_key'
            end
        ) as broken_rules
    from typed
    left join time_zones on typed.raw_time_zone = time_zones.time_zone
),

refusals as (
    {{ first_refusals('checked', 'properties') }}
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
