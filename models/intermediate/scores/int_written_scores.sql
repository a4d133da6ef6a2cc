with customer_scores as (select * from {{ ref('int_customer_scores') }}),

written_days as (
    select score_date from {{ ref('int_batch_days') }}
    where reason <> 'comparison'
),

written_scores as (
    select
        {% for name in columns_of_scores() -%}
            customer_scores.{{ name }},
        {% endfor -%}
        {{ held_standings() }}
    from customer_scores
    inner join written_days on customer_scores.score_date = written_days.score_date
    union all
    select * from {{ ref('int_kept_scores') }}
)

select * from written_scores
