with ticket_states as (select * from {{ ref('int_ticket_states') }}),

spell_states as (select * from {{ ref('int_spell_states') }}),

stacked as (
    select
        'ticket' as issue_kind,
        ticket_states.*
    from ticket_states
    union all
    select
        'spell' as issue_kind,
        spell_states.*
    from spell_states
)

select * from stacked
