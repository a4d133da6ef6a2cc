with customers as (select * from {{ ref('int_coverage_customers') }}),

languages as (
    select * from {{ ref('int_language_guesses') }}
    where {{ 'true' if var('guess_languages') is true else 'false' }}
),

group_types as (
    select all_types.group_type
    from (
        values ('portfolio'), ('property'), ('channel')
        {%- if var('guess_languages') is true %}, ('language'){% endif %}
    ) as all_types (group_type)
),

members as (
    select
        customers.*,
        group_types.group_type,
        case
            when group_types.group_type = 'portfolio' then 'all'
            when group_types.group_type = 'property' then customers.property_id
            when group_types.group_type = 'channel' then customers.main_channel
            else coalesce(languages.guessed_language, 'no_text')
        end as group_value,
        -- hundredths of a point, so that sums of squares stay small
        {{ int_div('customers.score', 10000) }} as score_hundredths
    from customers
    cross join group_types
    left join languages
        on group_types.group_type = 'language' and customers.customer_id = languages.customer_id
),

sums as (
    select
        score_date,
        cohort,
        group_type,
        group_value,
        count(*) as customer_count,
        cast(sum(score) as bigint) as score_sum,
        cast(sum(tone_score) as bigint) as tone_score_sum,
        cast(sum(score_hundredths) as bigint) as hundredths_sum,
        cast(sum(score_hundredths * score_hundredths) as bigint) as hundredths_square_sum,
        count(case when is_high_priority then 1 end) as high_priority_count,
        cast(sum(confidence) as bigint) as confidence_sum,
        cast(sum(evidence_count) as bigint) as evidence_count,
        count(case when evidence_count > 0 then 1 end) as with_evidence_count,
        count(case when text_count > 0 then 1 end) as with_text_count,
        count(case when feed_tone_count > 0 then 1 end) as with_feed_tone_count,
        count(case when lexicon_tone_count > 0 then 1 end) as with_lexicon_tone_count,
        count(case when feed_tone_count + lexicon_tone_count = 0 then 1 end) as without_tone_count,
        cast(sum(text_count) as bigint) as text_count,
        cast(sum(toned_text_count) as bigint) as toned_text_count
    from members
    group by score_date, cohort, group_type, group_value
)

select * from sums
