with changed_interactions as (
    {{ changed_base_rows('interactions') }}
)

select * from changed_interactions
