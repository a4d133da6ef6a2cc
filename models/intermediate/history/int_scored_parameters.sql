-- depends_on: {{ ref('fct_customer_scores_daily') }}
with parameters as (select * from {{ ref('int_parameters') }})

select * from parameters
