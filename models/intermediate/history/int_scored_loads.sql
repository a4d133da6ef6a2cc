-- depends_on: {{ ref('fct_customer_scores_daily') }}
with row_accounts as (select * from {{ ref('int_row_accounts') }}),

scored_loads as (
    select
        source_table,
        load_date,
        rows_in,
        last_loaded_at
    from row_accounts
)

select * from scored_loads
