-- the writing of the daily table fills the list of writes
-- depends_on: {{ ref('fct_customer_scores_daily') }}
{% set held_columns = {'score_date': 'date', 'write_mark': 'string'} %}
with day_writes as (select * from {{ ref('int_day_writes') }}),

stability_lags as (select * from {{ ref('stability_lags') }}),

held_histograms as (
    {{ rows_held_by('int_score_histograms' if reads_changes_only() else none, held_columns) }}
),

held_movements as (
    {{ rows_held_by('int_score_movements' if reads_changes_only() else none, held_columns) }}
),

last_writes as (
    select
        score_date,
        max(write_number) as write_number,
        max_by(customer_count, write_number) as customer_count
    from day_writes
    group by score_date
),

scored_days as (
    select
        score_date,
        write_number
    from last_writes
    where customer_count > 0
),

-- how long before a day those days lie that its rows are made of
distances as (
    select 0 as distance_days
    union distinct
    select lag_days as distance_days from stability_lags
    union distinct
    select 2 * lag_days as distance_days from stability_lags
),

marks as (
    select
        scored_days.score_date,
        {{ sorted_concat(
            "cast(distances.distance_days as string) || ':' || cast(read_days.write_number as string)"
        ) }} as write_mark
    from scored_days
    cross join distances
    inner join scored_days as read_days
        on read_days.score_date
            = cast(scored_days.score_date - distances.distance_days as date)
    group by scored_days.score_date
),

histogram_marks as (
    select
        score_date,
        max(write_mark) as write_mark
    from held_histograms
    group by score_date
),

movement_marks as (
    select
        score_date,
        max(write_mark) as write_mark
    from held_movements
    group by score_date
),

all_days as (
    select score_date from marks
    union distinct
    select score_date from histogram_marks
    union distinct
    select score_date from movement_marks
),

due_days as (
    select
        all_days.score_date,
        marks.write_mark
    from all_days
    left join marks on all_days.score_date = marks.score_date
    left join histogram_marks on all_days.score_date = histogram_marks.score_date
    left join movement_marks on all_days.score_date = movement_marks.score_date
    where
        marks.write_mark is distinct from histogram_marks.write_mark
        or marks.write_mark is distinct from movement_marks.write_mark
)

select * from due_days
