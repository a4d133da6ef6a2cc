with held_rows as (
    {{ rows_held_by('fct_customer_scores_daily', {
        'score_date': 'date', 'model_version': 'varchar'
    }) }}
),

held_days as (
    select
        score_date,
        max(model_version) as model_version,
        cast(count(*) as bigint) as customer_count
    from held_rows
    group by score_date
)

select * from held_days
