-- depends_on: {{ ref('fct_customer_scores_daily') }} {{ ref('int_quarantined_records') }}
with reads as (select * from {{ ref('stg_raw__reads') }}),

last_read as (
    select max(read_number) as read_number
    from reads
)

select * from last_read
