{# The source tables of the input contract, as declared in the sources YAML, in alphabetical order. #}
{% macro raw_tables() %}
    {{ return(
        graph.sources.values() | selectattr('source_name', 'equalto', 'raw') | sort(attribute='name') | list
    ) }}
{% endmacro %}
