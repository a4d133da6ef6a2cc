with ticket_versions as (
    select * from {{ of_changed_topics(ref('int_ticket_versions')) }}
)

select * from ticket_versions
