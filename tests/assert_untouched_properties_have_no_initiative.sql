-- An untouched property at which something was done hides the effect of what was done elsewhere.
select
    sides.initiative_id,
    sides.metric,
    sides.property_id
from {{ ref('int_initiative_sides') }} as sides
inner join {{ ref('int_initiative_windows') }} as windows
    on sides.initiative_id = windows.initiative_id
        and sides.metric = windows.metric
        and sides.placebo_number = windows.placebo_number
inner join {{ ref('stg_raw__initiatives') }} as initiatives
    on sides.property_id = initiatives.property_id
where
    sides.side = 'untouched'
    and initiatives.started_on < windows.after_to_date
    and coalesce(initiatives.ended_on >= windows.before_from_date, true)
