with raw_rows as (
    {{ with_is_deleted(source('raw', 'initiatives')) }}
),

properties as (select * from {{ ref('stg_raw__properties') }}),

typed as (
    select
        -- ids
        nullif(trim(cast(initiative_id as string)), '') as initiative_id,
        nullif(trim(cast(property_id as string)), '') as property_id,

        -- strings
        cast(initiative_name as string) as initiative_name,

        -- booleans
        coalesce(try_cast(is_deleted as boolean), false) as is_deleted,

        -- dates
        try_cast(started_on as date) as started_on,
        try_cast(ended_on as date) as ended_on,

        -- timestamps
        {{ utc_time('loaded_at') }} as loaded_at,

        -- audit
        (is_deleted is not null and try_cast(is_deleted as boolean) is null)
        or (started_on is not null and try_cast(started_on as date) is null)
        or (ended_on is not null and try_cast(ended_on as date) is null) as is_unreadable,
        {{ json_record(['initiative_id', 'property_id', 'initiative_name', 'started_on', 'ended_on',
            'loaded_at', 'is_deleted']) }} as record
    from raw_rows
),

checked as (
    select
        typed.*,
        concat_ws(
            ',',
            case when typed.initiative_id is null then 'missing_key' end,
            case when typed.loaded_at is null then 'missing_loaded_at' end,
            case when typed.is_unreadable then 'unreadable_value' end,
            case when properties.property_id is null then 'unknown_property' end,
            case when typed.started_on is null then 'missing_date' end,
            case when typed.started_on < {{ earliest_valid_date() }} then 'impossible_date' end,
            case when typed.ended_on < typed.started_on then 'ended_before_started' end,
            case
                when dense_rank() over (
                        partition by typed.initiative_id, typed.loaded_at
                        order by typed.record nulls last
                    ) > 1
                    then 'duplicate_key'
            end
        ) as broken_rules
    from typed
    left join properties on typed.property_id = properties.property_id
),

refusals as (
    {{ first_refusals('checked', 'initiatives') }}
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
