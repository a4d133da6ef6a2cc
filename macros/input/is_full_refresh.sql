{# Whether every day is to be written again. A macro, so that unit tests can leave the flag of their run out. #}
{% macro is_full_refresh() %}
    {{- return(flags.FULL_REFRESH) -}}
{% endmacro %}
