{# The salt of hashed identities, CX_IDENTITY_SALT, read by the engine: a salt in the SQL would stay in compiled
   files and logs. DuckDB has it in a variable of the session, set by the profile. #}
{% macro identity_salt() %}
    {{- adapter.dispatch('identity_salt')() -}}
{% endmacro %}

{% macro default__identity_salt() -%}
    getvariable('cx_identity_salt')
{%- endmacro %}

{% macro spark__identity_salt() -%}
    '${env:CX_IDENTITY_SALT}'
{%- endmacro %}
