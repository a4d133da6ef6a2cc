{# Fails for each row that a model has. #}
{% test is_empty(model) %}
    select * from {{ model }}
{% endtest %}
