{# A hash of what, beside its input, decides the rows of a day: the models of the folders of this name, and vars. #}
{% macro code_hash(folder, var_names) %}
    {% set parts = [] %}
    {% for name in var_names %}
        {% do parts.append(name ~ ': ' ~ var(name)) %}
    {% endfor %}
    {% for node in (graph.nodes.values() if execute else []) if node.resource_type == 'model' %}
        {% do parts.append(node.name ~ ': ' ~ node.checksum.checksum)
            if '/' ~ folder ~ '/' in node.original_file_path %}
    {% endfor %}
    {{ return(local_md5(parts | sort | join('\n'))) }}
{% endmacro %}
