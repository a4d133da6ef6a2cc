with current_scores as (select * from {{ ref('fct_customer_scores_current') }}),

attention_list as (select * from {{ ref('fct_attention_list') }}),

open_issues as (select * from {{ ref('int_open_issues') }}),

contacts as (
    select * from {{ ref('int_contact_details') }}
    where lag_days = 0
),

properties as (select * from {{ ref('stg_raw__properties') }}),

contact_days as (
    select
        customer_id,
        max(case when polarity = 1 then interaction_date end) as last_commendation_date,
        max(case when polarity = -1 then interaction_date end) as last_grievance_date,
        count(case when polarity = 1 then 1 end) as commendation_count
    from contacts
    group by customer_id
),

answers as (
    select
        surveys.customer_id,
        surveys.rating,
        cast(100 * surveys.rating as bigint) >= rules.favourable_from_pct * surveys.rating_max
            as is_favourable,
        {{ local_date('surveys.responded_at', 'properties.time_zone') }} as answer_date,
        row_number() over (
            partition by surveys.customer_id
            order by surveys.responded_at desc nulls last, surveys.survey_id asc nulls last
        ) as answer_number
    from {{ ref('stg_raw__surveys') }} as surveys
    inner join properties on surveys.property_id = properties.property_id
    inner join current_scores
        on surveys.customer_id = current_scores.customer_id
            and {{ local_date('surveys.responded_at', 'properties.time_zone') }}
            <= current_scores.score_date
    inner join {{ ref('survey_score_rules') }} as rules
        on surveys.survey_type = rules.survey_type
            and surveys.rating_max = rules.rating_max_required
    where surveys.survey_type = 'nps'
),

signs as (
    select
        current_scores.*,
        contact_days.last_commendation_date,
        coalesce(contact_days.commendation_count, 0) as commendation_count,
        answers.rating as nps_rating,
        answers.answer_date as nps_answer_date,
        coalesce(
            contact_days.last_commendation_date
            > cast(current_scores.score_date - {{ var('happy_days') }} as date)
            and contact_days.last_commendation_date
            >= coalesce(contact_days.last_grievance_date, contact_days.last_commendation_date),
            false
        ) as has_commended,
        coalesce(
            answers.is_favourable
            and answers.answer_date
            > cast(current_scores.score_date - {{ var('promoter_days') }} as date),
            false
        ) as is_promoter
    from current_scores
    left join contact_days on current_scores.customer_id = contact_days.customer_id
    left join answers
        on current_scores.customer_id = answers.customer_id and answers.answer_number = 1
),

-- nobody is on both lists
listed as (
    select
        signs.customer_id,
        signs.score_date,
        signs.property_id,
        signs.cohort,
        case
            when signs.has_commended and signs.is_promoter then 'commended, promoter'
            when signs.has_commended then 'commended'
            else 'promoter'
        end as happy_reason,
        signs.score,
        signs.score_band,
        signs.cohort_percentile,
        signs.confidence,
        100 * signs.confidence < {{ var('low_confidence_below_pct') }} as is_low_confidence,
        cast(signs.commendation_count as integer) as commendation_count,
        signs.last_commendation_date,
        cast(signs.nps_rating as integer) as nps_rating,
        signs.nps_answer_date,
        coalesce(open_issues.open_issue_count, 0) as open_issue_count,
        cast(row_number() over (
            partition by signs.cohort
            order by signs.score desc nulls last, signs.customer_id asc nulls last
        ) as integer) as happy_rank
    from signs
    left join attention_list on signs.customer_id = attention_list.customer_id
    left join open_issues on signs.customer_id = open_issues.customer_id
    where (signs.has_commended or signs.is_promoter) and attention_list.customer_id is null
)

select * from listed
