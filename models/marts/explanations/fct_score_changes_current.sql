with current_scores as (select * from {{ ref('fct_customer_scores_current') }}),

explained_days as (
    select * from {{ ref('int_explained_days') }}
    where lag_days > 0
),

score_changes as (select * from {{ ref('int_score_changes') }}),

percentile_changes as (select * from {{ ref('int_percentile_changes') }}),

sentences as (select * from {{ ref('int_change_sentences') }}),

explained_changes as (
    select
        current_scores.customer_id,
        cast(explained_days.lag_days as integer) as lag_days,
        current_scores.score_date,
        explained_days.score_date as compared_date,
        current_scores.property_id,
        current_scores.cohort,
        current_scores.score,
        {{ to_points('score_changes.score_before') }} as score_before,
        {{ to_points('score_changes.score_change') }} as score_change,
        {% for cause in [
            'new_evidence', 'ageing', 'issue_state', 'parameters', 'corrected_evidence'
        ] -%}
            {{ to_points('score_changes.' ~ cause ~ '_change') }} as {{ cause }}_change,
        {% endfor -%}
        current_scores.cohort_percentile,
        {{ to_points('percentile_changes.percentile_before') }} as percentile_before,
        {{ to_points('percentile_changes.percentile_change') }} as percentile_change,
        {{ to_points('percentile_changes.own_change') }} as own_percentile_change,
        {{ to_points('percentile_changes.others_change') }} as others_percentile_change,
        {{ to_points('percentile_changes.membership_change') }} as membership_percentile_change,
        current_scores.confidence,
        sentences.reason_1,
        sentences.reason_2,
        sentences.reason_3,
        coalesce(
            sentences.explanation,
            'Not scored among the ' || current_scores.cohort || ' '
            || cast(explained_days.lag_days as string)
            || case when explained_days.lag_days = 1 then ' day before' else ' days before' end
        ) as explanation
    from current_scores
    cross join explained_days
    left join score_changes
        on current_scores.customer_id = score_changes.customer_id
            and explained_days.lag_days = score_changes.lag_days
    left join percentile_changes
        on current_scores.customer_id = percentile_changes.customer_id
            and explained_days.lag_days = percentile_changes.lag_days
    left join sentences
        on current_scores.customer_id = sentences.customer_id
            and explained_days.lag_days = sentences.lag_days
)

select * from explained_changes
