with versions as (
    {{ interaction_versions(ref('stg_raw__changed_interactions')) }}
)

select * from versions
