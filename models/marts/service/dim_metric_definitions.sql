-- depends_on: {{ ref('int_scoring_days') }}
with definitions as (select * from {{ ref('metric_definitions') }})

select * from definitions
