with explained_scores as (select * from {{ ref('int_explained_scores') }}),

factor_weights as (select * from {{ ref('int_factor_weights') }}),

factors as (select * from {{ ref('factors') }}),

unpivoted as (
    select
        explained_scores.customer_id,
        explained_scores.lag_days,
        explained_scores.score_date,
        explained_scores.current_score_date,
        explained_scores.cohort,
        factors.factor,
        factors.prior_evidence,
        case factors.factor
            when 'frequency' then explained_scores.frequency_score
            when 'nature' then explained_scores.nature_score
            when 'tone' then explained_scores.tone_score
            when 'variety' then explained_scores.variety_score
            when 'persistence' then explained_scores.persistence_score
            when 'recency' then explained_scores.recency_score
        end as factor_score
    from explained_scores
    cross join factors
),

-- weighed as on the newest day: what new weights change is told apart from what evidence changes
weighed as (
    select
        unpivoted.*,
        weights.neutral_score,
        weights.weight,
        weights.weight_sum,
        {{ int_div('unpivoted.factor_score * weights.weight', 'weights.weight_sum') }}
        - {{ int_div('weights.neutral_score * weights.weight', 'weights.weight_sum') }}
            as contribution
    from unpivoted
    inner join factor_weights as weights
        on unpivoted.cohort = weights.cohort
            and unpivoted.factor = weights.factor
            and unpivoted.current_score_date >= weights.valid_from
            and coalesce(unpivoted.current_score_date < weights.valid_to, true)
),

-- A factor score is its neutral score plus scale * (sum of amounts) / (sum of sizes + prior_size).
scaled as (
    select
        customer_id,
        lag_days,
        score_date,
        cohort,
        factor,
        factor_score,
        neutral_score,
        weight,
        weight_sum,
        contribution,
        case
            when factor = 'frequency' then factor_score - neutral_score
            else neutral_score
        end as scale,
        cast(case factor
            when 'nature' then prior_evidence * 10000000
            when 'tone' then prior_evidence * 1000000000
            when 'variety' then prior_evidence * 1000000
            when 'persistence' then prior_evidence * 10000000
            when 'recency' then 1000000
            else 0
        end as bigint) as prior_size
    from weighed
)

select * from scaled
