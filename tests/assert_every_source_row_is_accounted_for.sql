-- No row of a feed may get lost on the way: each is staged, superseded by another row, or in the
-- quarantine.
with unbalanced as (
    select *
    from {{ ref('int_row_accounts') }}
    where coalesce(rows_in <> rows_staged + rows_superseded + rows_quarantined, true)
        or least(rows_in, rows_staged, rows_superseded, rows_quarantined) < 0
)

select * from unbalanced
