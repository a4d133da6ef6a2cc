{# The text of a message, for people who read why a score is what it is; empty where identities are hashed, since a text
   may hold a name. #}
{% macro evidence_text(expression) -%}
    {{ 'cast(null as string)' if var('customer_identities') == 'hashed' else expression }}
{%- endmacro %}
