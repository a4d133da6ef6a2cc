{# For each set of broken rules that occurs in a relation, the rule that refuses the row (the one with the
   smallest rule_order whose action is `refuse`); sets of rules that only map values do not appear. A row that
   withdraws an id needs little more than the id: only some rules refuse it. #}
{% macro first_refusals(checked_relation, source_table) -%}
    select
        rule_sets.broken_rules,
        rule_sets.is_deleted,
        min_by(rules.rejection_reason, rules.rule_order) as rejection_reason
    from (select distinct broken_rules, is_deleted from {{ checked_relation }}) as rule_sets
    inner join {{ ref('rejection_rules') }} as rules
        on
            rules.source_table = '{{ source_table }}'
            and rules.action = 'refuse'
            and (rules.refuses_deletion or not rule_sets.is_deleted)
            and ',' || rule_sets.broken_rules || ',' like '%,' || rules.rejection_reason || ',%'
    group by rule_sets.broken_rules, rule_sets.is_deleted
{%- endmacro %}
