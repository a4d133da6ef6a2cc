-- A drift or a leap in numbers may be true, so it stops nothing: a person looks at the rows of
-- int_stability_warnings, each of which says what is unusual.
{{ config(severity='warn') }}

select warning
from {{ ref('int_stability_warnings') }}
