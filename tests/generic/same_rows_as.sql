{# Fails for each key that a model has and another has not, or the other way round. #}
{% test same_rows_as(model, other, key_columns) %}
    select
        {{ key_columns | join(', ') }},
        count(*) as row_count
    from (
        select {{ key_columns | join(', ') }} from {{ model }}
        union all
        select {{ key_columns | join(', ') }} from {{ other }}
    ) as both_models
    group by {{ key_columns | join(', ') }}
    having count(*) <> 2
{% endtest %}
