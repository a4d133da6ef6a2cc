{# Fails for each value outside the bounds, both inclusive; an empty value passes. #}
{% test within_bounds(model, column_name, lower, upper) %}
    select {{ column_name }}
    from {{ model }}
    where {{ column_name }} < {{ lower }} or {{ column_name }} > {{ upper }}
{% endtest %}
