with raw_rows as (
    {{ with_is_deleted(source('raw', 'surveys')) }}
),

customers as (select * from {{ ref('stg_raw__customers') }}),

properties as (select * from {{ ref('stg_raw__properties') }}),

survey_types as (select * from {{ ref('survey_types') }}),

typed as (
    select
        -- ids
        nullif(trim(cast(survey_id as string)), '') as survey_id,
        nullif(trim(cast(customer_id as string)), '') as customer_id,
        nullif(trim(cast(property_id as string)), '') as property_id,

        -- strings
        lower(trim(cast(survey_type as string))) as raw_survey_type,
        cast(touchpoint as string) as touchpoint,
        cast(comment as string) as comment,

        -- numerics
        {{ whole_number('rating') }} as rating,
        {{ whole_number('rating_max') }} as rating_max,

        -- booleans
        coalesce(try_cast(is_deleted as boolean), false) as is_deleted,

        -- timestamps
        {{ utc_time('responded_at') }} as responded_at,
        {{ utc_time('loaded_at') }} as loaded_at,
        cast({{ utc_time('loaded_at') }} as date) as load_date,
        {{ utc_time('loaded_at') }}
        + interval {{ var('future_tolerance_hours') }} hour as latest_credible_at,

        -- audit
        (is_deleted is not null and try_cast(is_deleted as boolean) is null)
        or (rating is not null and {{ whole_number('rating') }} is null)
        or (rating_max is not null and {{ whole_number('rating_max') }} is null)
        or (responded_at is not null and {{ utc_time('responded_at') }} is null)
            as is_unreadable,
        {{ json_record(['survey_id', 'customer_id', 'property_id', 'survey_type', 'touchpoint',
            'rating', 'rating_max', 'responded_at', 'loaded_at', 'is_deleted']) }} as record
    from raw_rows
    {{ within_loads_to_read('surveys') }}
),

rows_to_read as {{ not_materialized() }} (
    {{ rows_to_read('typed', 'surveys') }}
),

checked as {{ not_materialized() }} (
    select
        typed.*,
        survey_types.survey_type,
        concat_ws(
            ',',
            case when typed.survey_id is null then 'missing_key' end,
            case when typed.loaded_at is null then 'missing_loaded_at' end,
            case when typed.is_unreadable then 'unreadable_value' end,
            case when customers.customer_id is null then 'unknown_customer' end,
            case when properties.property_id is null then 'unknown_property' end,
            case when survey_types.survey_type is null then 'unknown_survey_type' end,
            case when typed.responded_at is null then 'missing_date' end,
            case when typed.responded_at > typed.latest_credible_at then 'future_date' end,
            case when typed.responded_at < {{ earliest_valid_date() }} then 'impossible_date' end,
            case
                when coalesce(typed.rating not between 0 and typed.rating_max, true)
                    then 'rating_out_of_range'
            end,
            case
                when dense_rank() over (
                        partition by typed.survey_id, typed.loaded_at
                        order by typed.record nulls last, typed.comment nulls last
                    ) > 1
                    then 'duplicate_key'
            end
        ) as broken_rules
    from rows_to_read as typed
    left join customers on typed.customer_id = customers.customer_id
    left join properties on typed.property_id = properties.property_id
    left join survey_types on typed.raw_survey_type = survey_types.survey_type
),

refusals as (
    {{ first_refusals('checked', 'surveys') }}
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
