with changed_customers as (
    select interactions.customer_id
    from {{ ref('stg_raw__changed_interactions') }} as interactions
    inner join {{ ref('interaction_types') }} as known_types
        on interactions.interaction_type = known_types.interaction_type
    where known_types.polarity = -1 and interactions.customer_id is not null
    union distinct
    select customer_id
    from {{ ref('stg_raw__changed_issues') }}
    where customer_id is not null
)

select * from changed_customers
