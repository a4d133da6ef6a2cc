with prediction_dates as (select * from {{ ref('int_prediction_dates') }}),

-- what the first restatement of a score replaced is what was known first
first_restatements as (
    select
        restatements.*,
        prediction_dates.prediction_date
    from {{ ref('fct_score_restatements') }} as restatements
    inner join prediction_dates on restatements.score_date = prediction_dates.prediction_date
    where restatements.revision = 1
),

known_scores as (
    select
        customer_id,
        prediction_date,
        {% for factor in ['frequency', 'nature', 'tone', 'variety', 'persistence', 'recency'] -%}
            {{ factor }}_score_before as {{ factor }}_score,
        {% endfor -%}
        cohort_before as cohort,
        score_before as score
    from first_restatements
    where score_before is not null
    union all
    select
        daily_scores.customer_id,
        daily_scores.score_date as prediction_date,
        {% for factor in ['frequency', 'nature', 'tone', 'variety', 'persistence', 'recency'] -%}
            daily_scores.{{ factor }}_score,
        {% endfor -%}
        daily_scores.cohort,
        daily_scores.score
    from {{ ref('fct_customer_scores_daily') }} as daily_scores
    inner join prediction_dates on daily_scores.score_date = prediction_dates.prediction_date
    left join first_restatements
        on daily_scores.customer_id = first_restatements.customer_id
            and daily_scores.score_date = first_restatements.prediction_date
    where first_restatements.customer_id is null
),

numbered as (
    select
        *,
        row_number() over (
            partition by prediction_date, cohort
            order by md5(customer_id) nulls last, customer_id nulls last
        ) as sample_number
    from known_scores
),

predictions as (
    select
        customer_id,
        prediction_date,
        cohort,
        {% for factor in ['frequency', 'nature', 'tone', 'variety', 'persistence', 'recency'] -%}
            cast({{ factor }}_score * 1000000 as bigint) as {{ factor }}_score,
        {% endfor -%}
        cast(score * 1000000 as bigint) as score
    from numbered
    where sample_number <= {{ var('validation_max_customers') }}
)

select * from predictions
