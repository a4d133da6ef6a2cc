{# The SHA-256 of a text as 64 hexadecimal digits. #}
{% macro sha256_hex(expression) %}
    {{- adapter.dispatch('sha256_hex')(expression) -}}
{% endmacro %}

{% macro default__sha256_hex(expression) -%}
    sha256({{ expression }})
{%- endmacro %}

{% macro spark__sha256_hex(expression) -%}
    sha2({{ expression }}, 256)
{%- endmacro %}
