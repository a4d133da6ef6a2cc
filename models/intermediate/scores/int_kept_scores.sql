with held_scores as (
    {{ rows_held_by('fct_customer_scores_daily', columns_of_scores()) }}
),

restated_days as (
    select score_date from {{ ref('int_batch_days') }}
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
