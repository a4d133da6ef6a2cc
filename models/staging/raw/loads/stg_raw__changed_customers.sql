with changed_customers as (
    {{ changed_record_ids('customers', has_parents=false) }}
)

select * from changed_customers
