{# The columns of a score before it is ranked, with their types: what the daily table holds of them can be compared with, or
   stand beside, what a run computes. #}
{% macro columns_of_scores() %}
    {% set columns = {
        'customer_id': 'string', 'score_date': 'date', 'property_id': 'string', 'cohort': 'string',
        'score': 'decimal(9, 6)'
    } %}
    {% for factor in ['frequency', 'nature', 'tone', 'variety', 'persistence', 'recency'] %}
        {% do columns.update({factor ~ '_score': 'decimal(9, 6)'}) %}
    {% endfor %}
    {% do columns.update({'confidence': 'decimal(9, 6)', 'evidence_count': 'integer'}) %}
    {{ return(columns) }}
{% endmacro %}

{# The columns of the daily table that may change where a score stays, with their types: other scores give another place in
   the cohort, another week before gives another comparison. #}
{% macro columns_of_standings() %}
    {{ return({
        'cohort_rank': 'integer', 'cohort_size': 'integer', 'cohort_percentile': 'decimal(9, 6)',
        'score_change_7d': 'decimal(9, 6)', 'rank_change_7d': 'integer', 'trend': 'string', 'rank_trend': 'string'
    }) }}
{% endmacro %}

{# The columns with which a row carries what the daily table holds of its standing: those of a relation under other names,
   or empty ones for a row that it does not hold. #}
{% macro held_standings(relation=none) -%}
    {%- for name, type in columns_of_standings().items() -%}
        {{ relation ~ '.' ~ name if relation else 'cast(null as ' ~ type ~ ')' }} as held_{{ name }}
        {{- ', ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}

{# A condition that is true where a standing is not what the daily table holds. #}
{% macro standings_differ() -%}
    ({%- for name in columns_of_standings() -%}
        {{ name }} is distinct from held_{{ name }}{{ ' or ' if not loop.last }}
    {%- endfor -%})
{%- endmacro %}

{# The columns of the daily table of which a change is noted. #}
{% macro noted_columns() %}
    {{ return(columns_of_scores() | reject('in', ['customer_id', 'score_date']) | list) }}
{% endmacro %}

{# A condition that is true where a noted column of a row is not what it is in another, in which its name may have a suffix. #}
{% macro scores_differ(row, other, suffix="") -%}
    ({%- for name in noted_columns() -%}
        {{ row }}.{{ name }} is distinct from {{ other }}.{{ name }}{{ suffix }}{{ ' or ' if not loop.last }}
    {%- endfor -%})
{%- endmacro %}
