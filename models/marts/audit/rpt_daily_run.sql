with daily_scores as (select * from {{ ref('fct_customer_scores_daily') }}),

row_accounts as (select * from {{ ref('int_row_accounts') }}),

loads as (select * from {{ ref('int_loads') }}),

restatements as (select * from {{ ref('fct_score_restatements') }}),

day_writes as (select * from {{ ref('int_day_writes') }}),

closed_touches as (select * from {{ ref('int_closed_touches') }}),

scored as (
    select
        score_date,
        count(*) as customers_scored,
        sum(case when cohort = 'residents' then 1 else 0 end) as residents_scored,
        sum(case when cohort = 'prospects' then 1 else 0 end) as prospects_scored
    from daily_scores
    group by score_date
),

-- the first load that ran after a day had ended everywhere completes it
completing_loads as (
    select
        scored.score_date,
        min(loads.load_date) as load_date,
        min(loads.covered_date) as covered_date
    from scored
    inner join loads on scored.score_date <= loads.covered_date
    group by scored.score_date
),

loaded as (
    select
        load_date,
        cast(sum(rows_in) as bigint) as rows_read,
        cast(sum(rows_staged) as bigint) as rows_staged,
        cast(sum(rows_superseded) as bigint) as rows_superseded,
        cast(sum(rows_quarantined) as bigint) as rows_quarantined,
        cast(sum(rows_mapped) as bigint) as rows_mapped,
        cast(sum(rows_deleting) as bigint) as rows_deleting,
        cast(sum(rows_late) as bigint) as interactions_late
    from row_accounts
    group by load_date
),

-- what the runs restated that had read no newer load than this date's
restated as (
    select
        cast(restated_at as date) as load_date,
        count(*) as scores_restated,
        count(distinct score_date) as days_restated
    from restatements
    group by cast(restated_at as date)
),

too_late as (
    select
        cast(loaded_at as date) as load_date,
        count(distinct source_table || ' ' || source_record_id) as records_too_late
    from closed_touches
    group by cast(loaded_at as date)
),

first_writes as (
    select
        score_date,
        min(newest_loaded_at) as first_scored_at,
        max(write_number) as write_count
    from day_writes
    group by score_date
),

daily_runs as (
    select
        scored.score_date,
        completing_loads.load_date,
        loaded.rows_read,
        loaded.rows_staged,
        loaded.rows_superseded,
        loaded.rows_quarantined,
        loaded.rows_mapped,
        loaded.rows_deleting,
        loaded.interactions_late,
        cast(coalesce(too_late.records_too_late, 0) as bigint) as records_too_late,
        cast(coalesce(restated.days_restated, 0) as bigint) as days_restated,
        cast(coalesce(restated.scores_restated, 0) as bigint) as scores_restated,
        cast(scored.customers_scored as bigint) as customers_scored,
        cast(scored.residents_scored as bigint) as residents_scored,
        cast(scored.prospects_scored as bigint) as prospects_scored,
        first_writes.first_scored_at,
        first_writes.write_count,
        cast(loaded.rows_quarantined / loaded.rows_read as decimal(7, 6)) as quarantine_rate,
        case
            when loaded.rows_quarantined / loaded.rows_read > {{ var('max_quarantine_rate') }}
                then 'too many rows were refused'
            when completing_loads.covered_date > scored.score_date then 'completed late'
            else 'good'
        end as run_verdict
    from scored
    inner join completing_loads on scored.score_date = completing_loads.score_date
    inner join loaded on completing_loads.load_date = loaded.load_date
    left join too_late on completing_loads.load_date = too_late.load_date
    left join restated on completing_loads.load_date = restated.load_date
    left join first_writes on scored.score_date = first_writes.score_date
)

select * from daily_runs
