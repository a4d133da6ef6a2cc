{# A personal value as the var customer_identities wants it: plain, or as the SHA-256 of the salt and the value
   without its spelling. Empty stays empty; without a salt there is no hash. #}
{% macro customer_identity(expression) -%}
    {%- if var('customer_identities') == 'hashed' -%}
        {{ sha256_hex(identity_salt() ~ " || nullif(lower(trim(" ~ expression ~ ")), '')") }}
    {%- else -%}
        {{ expression }}
    {%- endif -%}
{%- endmacro %}
