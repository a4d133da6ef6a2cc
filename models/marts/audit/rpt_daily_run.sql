with daily_scores as (
    select * from {{ ref('fct_customer_scores_daily') }}
),

row_accounts as (
    select * from {{ ref('int_row_accounts') }}
),

interactions as (
    select * from {{ ref('int_interactions') }}
),

scored as (
    select
        score_date,
        count(*) as customers_scored,
        sum(case when cohort = 'residents' then 1 else 0 end) as residents_scored,
        sum(case when cohort = 'prospects' then 1 else 0 end) as prospects_scored
    from daily_scores
    group by score_date
),

-- the load that completes a day runs on the day after it
loaded as (
    select
        cast(load_date - 1 as date) as score_date,
        sum(rows_in) as rows_read,
        sum(rows_staged) as rows_staged,
        sum(rows_superseded) as rows_superseded,
        sum(rows_quarantined) as rows_quarantined,
        sum(rows_mapped) as rows_mapped
    from row_accounts
    group by load_date
),

late as (
    select
        cast(cast(loaded_at as date) - 1 as date) as score_date,
        count(*) as interactions_late
    from interactions
    where interaction_date < cast(cast(loaded_at as date) - {{ var('late_after_days') }} as date)
    group by cast(loaded_at as date)
),

daily_runs as (
    select
        scored.score_date,
        cast(coalesce(loaded.rows_read, 0) as bigint) as rows_read,
        cast(coalesce(loaded.rows_staged, 0) as bigint) as rows_staged,
        cast(coalesce(loaded.rows_superseded, 0) as bigint) as rows_superseded,
        cast(coalesce(loaded.rows_quarantined, 0) as bigint) as rows_quarantined,
        cast(coalesce(loaded.rows_mapped, 0) as bigint) as rows_mapped,
        cast(coalesce(late.interactions_late, 0) as bigint) as interactions_late,
        cast(scored.customers_scored as bigint) as customers_scored,
        cast(scored.residents_scored as bigint) as residents_scored,
        cast(scored.prospects_scored as bigint) as prospects_scored,
        cast(loaded.rows_quarantined / nullif(loaded.rows_read, 0) as decimal(7, 6)) as quarantine_rate,
        case
            when coalesce(loaded.rows_read, 0) = 0 then 'nothing was loaded'
            when loaded.rows_quarantined / loaded.rows_read > {{ var('max_quarantine_rate') }}
                then 'too many rows were refused'
            else 'good'
        end as run_verdict
    from scored
    left join loaded
        on scored.score_date = loaded.score_date
    left join late
        on scored.score_date = late.score_date
)

select * from daily_runs
