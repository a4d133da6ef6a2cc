{# For each set of broken rules that occurs in a relation, the rule that refuses the row (the one with the
   smallest rule_order whose action is `refuse`); sets of rules that only map values do not appear. #}
{% macro first_refusals(checked_relation, source_table) -%}
    select
        rule_sets.broken_rules,
        min_by(rules.rejection_reason, rules.rule_order) as rejection_reason
    from (select distinct broken_rules from {{ checked_relation }}) as rule_sets
    inner join {{ ref('rejection_rules') }} as rules
        on
            rules.source_table = '{{ source_table }}'
            and rules.action = 'refuse'
            and ',' || rule_sets.broken_rules || ',' like '%,' || rules.rejection_reason || ',%'
    group by rule_sets.broken_rules
{%- endmacro %}
