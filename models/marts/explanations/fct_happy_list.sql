with current_scores as (select * from {{ ref('fct_customer_scores_current') }}),

attention_list as (select * from {{ ref('fct_attention_list') }}),

open_issues as (select * from {{ ref('int_open_issues') }}),

contacts as (
    select * from {{ ref('int_contact_details') }}
    where lag_days = 0
),

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
        customer_id,
        rating,
        is_favourable,
        answer_date,
        row_number() over (
            partition by customer_id
            order by responded_at desc nulls last, survey_id asc nulls last
        ) as answer_number
    from {{ ref('int_survey_answers') }}
    where survey_type = 'nps' and has_score
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
