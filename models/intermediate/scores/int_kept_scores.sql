with held_scores as (
    {{ rows_held_by(
        'fct_customer_scores_daily', dict(columns_of_scores(), **columns_of_standings())
    ) }}
),

restated_days as (
    select score_date from {{ ref('int_batch_days') }}
    where reason = 'data'
),

touched_customers as (select * from {{ ref('int_touched_customers') }}),

kept_scores as (
    select
        {% for name in columns_of_scores() -%}
            held_scores.{{ name }},
        {% endfor -%}
        {{ held_standings('held_scores') }}
    from held_scores
    inner join restated_days on held_scores.score_date = restated_days.score_date
    left join touched_customers
        on held_scores.customer_id = touched_customers.customer_id
            and held_scores.score_date >= touched_customers.touched_from_date
    where touched_customers.customer_id is null
)

select * from kept_scores
