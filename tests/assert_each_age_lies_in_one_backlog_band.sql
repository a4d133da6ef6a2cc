-- Bands that overlap count a ticket twice, and one between two bands is lost: each begins where the
-- last ends.
with bands as (
    select
        age_band,
        age_from_days,
        age_to_days,
        lag(age_to_days) over (order by age_from_days nulls last) as last_age_to_days,
        row_number() over (order by age_from_days nulls last) as band_number,
        count(*) over () as band_count
    from {{ ref('backlog_age_bands') }}
)

select age_band
from bands
where age_from_days <> case when band_number = 1 then 0 else last_age_to_days + 1 end
    or (age_to_days is null) <> (band_number = band_count)
    or (band_number > 1 and last_age_to_days is null)
