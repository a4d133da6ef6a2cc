with sides as (
    select * from {{ ref('int_initiative_sides') }}
    where side <> 'left out'
),

window_sums as (select * from {{ ref('int_initiative_window_sums') }}),

metrics as (select * from {{ ref('initiative_metrics') }}),

measured as (
    select
        window_sums.initiative_id,
        window_sums.metric,
        window_sums.cohort,
        window_sums.placebo_number,
        window_sums.property_id,
        sides.side,
        window_sums.customer_count,
        window_sums.observation_count,
        {{ round_div('window_sums.before_sum', 'window_sums.before_count') }} as before_value,
        {{ round_div('window_sums.after_sum', 'window_sums.after_count') }} as after_value
    from window_sums
    inner join sides
        on window_sums.initiative_id = sides.initiative_id
            and window_sums.metric = sides.metric
            and window_sums.placebo_number = sides.placebo_number
            and window_sums.property_id = sides.property_id
    inner join metrics on window_sums.metric = metrics.metric
    where
        window_sums.before_count >= metrics.minimum_count
        and window_sums.after_count >= metrics.minimum_count
),

changes as (
    select
        *,
        after_value - before_value as value_change
    from measured
)

select * from changes
