with held_rows as (
    {{ rows_held_by('fct_customer_scores_daily', {
        'score_date': 'date', 'model_version': 'string'
    }) }}
),

-- a day whose writing was not noted may have been stopped in the middle
written_days as (
    {{ rows_held_by('int_day_writes', {'score_date': 'date'}) }}
),

-- a day has one version, and many rows
held_versions as (
    select distinct
        score_date,
        model_version
    from held_rows
),

held_days as (
    select
        score_date,
        max(model_version) as model_version
    from held_versions
    where score_date in (select written_days.score_date from written_days)
    group by score_date
)

select * from held_days
