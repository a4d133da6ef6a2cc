with contacts as (select * from {{ ref('int_explained_contacts') }}),

frequency_factors as (
    select * from {{ ref('int_explained_factors') }}
    where factor = 'frequency'
),

-- above neutral it is engagement that lifts the score, below it burden that lowers it
sided as (
    select
        contacts.customer_id,
        contacts.lag_days,
        contacts.evidence_key,
        contacts.frequency_weight,
        case
            when frequency_factors.scale >= 0 and contacts.grievance_count = 0
                then contacts.frequency_weight
            when frequency_factors.scale < 0
                and (contacts.grievance_count = 1 or contacts.commendation_count = 0)
                then contacts.frequency_weight
            else 0
        end as side_weight
    from contacts
    inner join frequency_factors
        on contacts.customer_id = frequency_factors.customer_id
            and contacts.lag_days = frequency_factors.lag_days
),

-- with curves of another shape a side may be empty: then all contacts share the factor
shared as (
    select
        customer_id,
        lag_days,
        evidence_key,
        case
            when max(side_weight) over (partition by customer_id, lag_days) = 0
                then frequency_weight
            else side_weight
        end as share_weight
    from sided
),

amounts as (
    select
        customer_id,
        lag_days,
        evidence_key,
        'frequency' as factor,
        share_weight as amount,
        share_weight as size
    from shared
    where share_weight > 0
)

select * from amounts
