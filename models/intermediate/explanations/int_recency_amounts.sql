with latest_contacts as (
    select
        customer_id,
        lag_days,
        evidence_key,
        1 as direction,
        interaction_date,
        commendation_severity_tenths as severity_tenths,
        recency_weight
    from {{ ref('int_explained_contacts') }}
    where commendation_count > 0
    union all
    select
        customer_id,
        lag_days,
        evidence_key,
        -1 as direction,
        interaction_date,
        grievance_severity_tenths as severity_tenths,
        recency_weight
    from {{ ref('int_explained_contacts') }}
    where grievance_count > 0
),

-- of several conversations on the latest day, the weightiest stands for it
numbered as (
    select
        *,
        row_number() over (
            partition by customer_id, lag_days, direction
            order by
                interaction_date desc nulls last,
                severity_tenths desc nulls last,
                evidence_key asc nulls last
        ) as contact_number
    from latest_contacts
),

amounts as (
    select
        customer_id,
        lag_days,
        evidence_key,
        'recency' as factor,
        cast(sum(direction * recency_weight) as bigint) as amount,
        cast(0 as bigint) as size
    from numbered
    where contact_number = 1
    group by customer_id, lag_days, evidence_key
)

select * from amounts
