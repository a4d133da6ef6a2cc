-- the writing of the daily table fills the list of writes
-- depends_on: {{ ref('fct_customer_scores_daily') }}
{% set held_columns = {'score_date': 'date', 'write_mark': 'string'} %}
with held_sums as (
    {{ rows_held_by('int_property_sums' if reads_changes_only() else none, held_columns) }}
),

last_writes as (
    select
        score_date,
        max(write_number) as write_number,
        max_by(customer_count, write_number) as customer_count
    from {{ ref('int_day_writes') }}
    group by score_date
),

marks as (
    select
        score_date,
        cast(write_number as string) || ' {{ code_hash(
            ["properties"], ["property_full_exposure_days", "property_lowest_pct"]
        ) }}' as write_mark
    from last_writes
    where customer_count > 0
),

held_marks as (
    select
        score_date,
        max(write_mark) as write_mark
    from held_sums
    group by score_date
),

-- a day that is held and has no scores any more has no mark: its rows go
due_days as (
    select
        coalesce(marks.score_date, held_marks.score_date) as score_date,
        marks.write_mark
    from marks
    full outer join held_marks on marks.score_date = held_marks.score_date
    where marks.write_mark is distinct from held_marks.write_mark
)

select * from due_days
