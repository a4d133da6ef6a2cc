{# Fails where two spans of days of one key overlap; a span ends before its to_column, an empty one never. #}
{% test no_overlap(model, key_columns, from_column, to_column) %}
    select *
    from (
        select
            {{ key_columns | join(', ') }},
            {{ to_column }} as span_end,
            lead({{ from_column }}) over (
                partition by {{ key_columns | join(', ') }}
                order by {{ from_column }} nulls last
            ) as next_start
        from {{ model }}
    ) as spans
    where next_start is not null and coalesce(span_end > next_start, true)
{% endtest %}
