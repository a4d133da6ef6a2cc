with predictions as (select * from {{ ref('int_known_predictions') }}),

plain_counts as (select * from {{ ref('int_plain_counts') }}),

predictors as (select * from {{ ref('score_predictors') }}),

predictor_values as (
    select
        predictions.customer_id,
        predictions.prediction_date,
        predictions.cohort,
        predictors.predictor,
        cast(case predictors.predictor
            when 'score' then predictions.score
            when 'contact_count' then plain_counts.contact_count
            when 'decayed_contacts' then plain_counts.decayed_contacts
            when 'days_since_contact' then plain_counts.days_since_contact
            when 'open_tickets' then plain_counts.open_tickets
            when 'frequency_score' then predictions.frequency_score
            when 'nature_score' then predictions.nature_score
            when 'tone_score' then predictions.tone_score
            when 'variety_score' then predictions.variety_score
            when 'persistence_score' then predictions.persistence_score
            when 'recency_score' then predictions.recency_score
        end as bigint) as predictor_value
    from predictions
    inner join plain_counts
        on predictions.customer_id = plain_counts.customer_id
            and predictions.prediction_date = plain_counts.prediction_date
    cross join predictors
)

select * from predictor_values
