with topic_reports as (
    select * from {{ of_changed_topics(ref('int_topic_reports')) }}
)

select * from topic_reports
