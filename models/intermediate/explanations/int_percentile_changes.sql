with explained_scores as (select * from {{ ref('int_explained_scores') }}),

standings as (select * from {{ ref('int_score_standings') }}),

compared as (
    select
        scores_before.customer_id,
        scores_before.lag_days,
        scores_before.cohort_percentile as percentile_before,
        scores_before.cohort_size as cohort_size_before,
        scores_before.score as score_before,
        scores_now.score as score_now,
        scores_now.cohort,
        scores_now.cohort_percentile as percentile_now
    from explained_scores as scores_before
    inner join explained_scores as scores_now
        on scores_before.customer_id = scores_now.customer_id and scores_now.lag_days = 0
    where scores_before.lag_days > 0
),

-- alone: only this customer has moved since; together: all who were there have moved
placed as (
    select
        compared.*,
        2 * alone.lower_count
        - case when compared.score_before < compared.score_now then 2 else 0 end
        + alone.tie_count + 1
        - case when compared.score_before = compared.score_now then 1 else 0 end
            as halves_below_alone,
        2 * together.lower_count + together.tie_count as halves_below_together
    from compared
    inner join standings as alone
        on compared.lag_days = alone.lag_days
            and compared.cohort = alone.cohort
            and compared.score_now = alone.score
            and alone.composition = 'before'
    inner join standings as together
        on compared.lag_days = together.lag_days
            and compared.cohort = together.cohort
            and compared.score_now = together.score
            and together.composition = 'moved'
),

percentiles as (
    select
        *,
        {{ round_div('halves_below_alone', '2 * cohort_size_before', 100 * 1000000) }}
            as percentile_alone,
        {{ round_div('halves_below_together', '2 * cohort_size_before', 100 * 1000000) }}
            as percentile_together
    from placed
),

percentile_changes as (
    select
        customer_id,
        lag_days,
        percentile_now,
        percentile_before,
        percentile_now - percentile_before as percentile_change,
        percentile_alone - percentile_before as own_change,
        percentile_together - percentile_alone as others_change,
        percentile_now - percentile_together as membership_change
    from percentiles
)

select * from percentile_changes
