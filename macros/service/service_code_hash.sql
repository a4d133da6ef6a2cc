{# A hash of what, beside the interactions, decides the rows of a day: the models of the folders service, and the var. #}
{% macro service_code_hash() %}
    {% set parts = ['service_follow_up_days: ' ~ var('service_follow_up_days')] %}
    {% for node in (graph.nodes.values() if execute else []) if node.resource_type == 'model' %}
        {% do parts.append(node.name ~ ': ' ~ node.checksum.checksum) if '/service/' in node.original_file_path %}
    {% endfor %}
    {{ return(local_md5(parts | sort | join('\n'))) }}
{% endmacro %}
