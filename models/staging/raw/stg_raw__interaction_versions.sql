with versions as (
    {{ interaction_versions(ref('base_raw__interactions')) }}
)

select * from versions
