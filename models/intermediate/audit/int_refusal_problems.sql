with row_accounts as (select * from {{ ref('int_row_accounts') }}),

load_changes as (select * from {{ ref('int_load_changes') }}),

refusal_problems as (
    select
        row_accounts.source_table || ': ' || sum(row_accounts.rows_quarantined) || ' of '
        || sum(row_accounts.rows_in) || ' rows loaded since '
        || cast(min(row_accounts.load_date) as varchar)
        || ' were refused; max_quarantine_rate allows a share '
        || 'of {{ var("max_quarantine_rate") }}; look at '
        || '{{ ref("base_raw__interactions").schema }}.base_raw__' || row_accounts.source_table
        || ' where rejection_reason is not null, mend the feed, or raise the var' as problem
    from row_accounts
    inner join load_changes
        on row_accounts.source_table = load_changes.source_table
            and row_accounts.load_date = load_changes.load_date
    group by row_accounts.source_table
    having sum(row_accounts.rows_quarantined)
        > {{ var('max_quarantine_rate') }}
        * greatest(sum(row_accounts.rows_in), {{ var('quarantine_rate_min_rows') }})
)

select * from refusal_problems
