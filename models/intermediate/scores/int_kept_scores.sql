with held_scores as (
    {{ rows_held_by('fct_customer_scores_daily', {
        'customer_id': 'string', 'score_date': 'date', 'property_id': 'string',
        'cohort': 'string', 'score': 'decimal(9, 6)', 'frequency_score': 'decimal(9, 6)',
        'nature_score': 'decimal(9, 6)', 'tone_score': 'decimal(9, 6)',
        'variety_score': 'decimal(9, 6)', 'persistence_score': 'decimal(9, 6)',
        'recency_score': 'decimal(9, 6)', 'confidence': 'decimal(9, 6)',
        'evidence_count': 'integer'
    }) }}
),

restated_days as (
    select score_date from {{ ref('int_chunk_days') }}
    where reason = 'data'
),

touched_customers as (select * from {{ ref('int_touched_customers') }}),

kept_scores as (
    select held_scores.*
    from held_scores
    inner join restated_days on held_scores.score_date = restated_days.score_date
    where
        not exists (
            select 1 from touched_customers
            where touched_customers.customer_id = held_scores.customer_id
                and touched_customers.touched_from_date <= held_scores.score_date
        )
)

select * from kept_scores
