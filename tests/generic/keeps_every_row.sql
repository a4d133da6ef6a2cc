{# Fails when a model has fewer or more rows than the source that it reads. #}
{% test keeps_every_row(model, source_relation) %}
    select
        source_count.row_count as source_rows,
        model_count.row_count as model_rows
    from (select count(*) as row_count from {{ source_relation }}) as source_count
    cross join (select count(*) as row_count from {{ model }}) as model_count
    where source_count.row_count <> model_count.row_count
{% endtest %}
