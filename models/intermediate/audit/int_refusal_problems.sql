with accounts as (
    select
        row_accounts.*,
        sum(row_accounts.rows_in) over tables as table_rows,
        sum(row_accounts.rows_quarantined) over tables as table_rows_quarantined
    from {{ ref('int_row_accounts') }} as row_accounts
    window tables as (partition by row_accounts.source_table)
),

-- too large a share of the whole table is a problem of the feed, and listed as one
refusal_problems as (
    select
        accounts.source_table || ': ' || sum(accounts.rows_quarantined) || ' of '
        || sum(accounts.rows_in) || ' rows loaded since '
        || cast(min(accounts.load_date) as string)
        || ' were refused; max_quarantine_rate allows a share of {{ var("max_quarantine_rate") }}; '
        || 'look at {{ ref("base_raw__interactions").schema }}.base_raw__' || accounts.source_table
        || ' where rejection_reason is not null, mend the feed, or raise the var' as problem
    from accounts
    inner join {{ ref('stg_raw__load_changes') }} as load_changes
        on accounts.source_table = load_changes.source_table
            and accounts.load_date = load_changes.load_date
    where accounts.table_rows_quarantined <= {{ var('max_quarantine_rate') }}
        * greatest(accounts.table_rows, {{ var('quarantine_rate_min_rows') }})
    group by accounts.source_table
    having sum(accounts.rows_quarantined) > {{ var('max_quarantine_rate') }}
        * greatest(sum(accounts.rows_in), {{ var('quarantine_rate_min_rows') }})
)

select * from refusal_problems
