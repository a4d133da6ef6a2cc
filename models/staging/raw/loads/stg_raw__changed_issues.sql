with changed_issues as (
    {{ changed_base_rows('issues') }}
)

select * from changed_issues
