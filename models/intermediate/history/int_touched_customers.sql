with touches as (select * from {{ ref('int_touches') }}),

touched_customers as (
    select
        customer_id,
        min(touched_from_date) as touched_from_date
    from touches
    where customer_id is not null
    group by customer_id
)

select * from touched_customers
