{# A hash of what, beside their input, decides rows: the models of the folders of these names, and vars. #}
{% macro code_hash(folders, var_names) %}
    {% set parts = [] %}
    {% for name in var_names %}
        {% do parts.append(name ~ ': ' ~ var(name)) %}
    {% endfor %}
    {% for node in (graph.nodes.values() if execute else []) if node.resource_type == 'model' %}
        {% do parts.append(node.name ~ ': ' ~ node.checksum.checksum)
            if node.original_file_path.split('/')[:-1] | select('in', folders) | list %}
    {% endfor %}
    {{ return(local_md5(parts | sort | join('\n'))) }}
{% endmacro %}
