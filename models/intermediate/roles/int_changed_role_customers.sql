with role_versions as (select * from {{ ref('base_raw__customer_roles') }}),

changed_roles as (
    select record_id
    from {{ ref('stg_raw__changed_records') }}
    where source_table = 'customer_roles'
),

-- earlier versions of a role may name other customers
changed_role_customers as (
    select distinct role_versions.customer_id
    from role_versions
    inner join changed_roles on role_versions.role_id = changed_roles.record_id
    where role_versions.customer_id is not null
)

select * from changed_role_customers
