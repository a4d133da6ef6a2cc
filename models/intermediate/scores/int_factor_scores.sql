with stacked as (
    select * from {{ ref('int_factor_frequency') }}
    union all
    select * from {{ ref('int_factor_nature') }}
    union all
    select * from {{ ref('int_factor_tone') }}
    union all
    select * from {{ ref('int_factor_variety') }}
    union all
    select * from {{ ref('int_factor_persistence') }}
    union all
    select * from {{ ref('int_factor_recency') }}
)

select * from stacked
