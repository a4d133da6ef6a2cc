{# A relation with a text per row -> one row per token: the kept columns, the token as it is written
   and its position from 1. A token is a link, a word (with inner apostrophes and hyphens), an emoji
   or an emoticon; "kind of", "sort of" and the regards that close a letter are one token each. Control
   characters, blanks and other punctuation only separate. Capital dotted I separates too: engines
   disagree on its lower case. Engines spell the unnesting of a list with positions differently. #}
{% macro explode_tokens(relation, text_column, kept_columns) %}
    {{- adapter.dispatch('explode_tokens')(relation, text_column, kept_columns) -}}
{% endmacro %}

{% macro token_list(text_column) -%}
    {%- set letters = 'A-Za-z0-9_À-įı-῿぀-퟿' -%}
    regexp_extract_all(
        {{ text_column }},
        '[KkBb](?:ind|est) regards|[KkSs](?:ind|ort) of[a-z]*'
        || '|https?://[!-~]*'
        || '|[{{ letters }}]+(?:[' || chr(39) || '-][{{ letters }}]+)*'
        || '|[☀-➿⬀-⯿🀀-🫿]'
        || '|[:;=][-^' || chr(39) || ']?(?:[)(/|*<>@]+|[DPOSXdposxcl3])[A-Za-z0-9_]*'
        || '|<3[A-Za-z0-9_]*',
        0
    )
{%- endmacro %}

{% macro default__explode_tokens(relation, text_column, kept_columns) -%}
    select
        {{ kept_columns | join(', ') }},
        unnest(tokens) as token,
        generate_subscripts(tokens, 1) as position
    from (select *, {{ token_list(text_column) }} as tokens from {{ relation }}) as token_lists
{%- endmacro %}

{% macro spark__explode_tokens(relation, text_column, kept_columns) -%}
    select
        {{ kept_columns | join(', ') }},
        exploded.token,
        exploded.position + 1 as position
    from {{ relation }}
    lateral view posexplode({{ token_list(text_column) }}) exploded as position, token
{%- endmacro %}
