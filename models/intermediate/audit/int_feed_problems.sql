with row_accounts as (select * from {{ ref('int_row_accounts') }}),

needed_tables as (
    select needed.source_table
    from (
        values ('properties'), ('customers'), ('customer_roles'), ('interactions')
    ) as needed (source_table)
),

table_totals as (
    select
        source_table,
        sum(rows_in) as rows_in,
        sum(rows_staged) as rows_staged,
        sum(rows_quarantined) as rows_quarantined
    from row_accounts
    group by source_table
),

frequent_reasons as (
    select
        source_table,
        max_by(rejection_reason, reason_count) as rejection_reason
    from (
        {% for table in raw_key_columns() -%}
            select
                '{{ table }}' as source_table,
                rejection_reason,
                count(*) as reason_count
            from {{ ref('base_raw__' ~ table) }}
            where rejection_reason is not null
            group by rejection_reason
            {{ 'union all' if not loop.last }}
        {% endfor %}
    ) as reason_counts
    group by source_table
),

table_problems as (
    select
        needed_tables.source_table || ': the raw table has no rows; load it, or check that '
        || 'CX_RAW_PATH is the folder you mean' as problem
    from needed_tables
    left join table_totals on needed_tables.source_table = table_totals.source_table
    where coalesce(table_totals.rows_in, 0) = 0
    union all
    select
        table_totals.source_table || ': ' || table_totals.rows_quarantined || ' of '
        || table_totals.rows_in || ' rows were refused, most often as '
        || frequent_reasons.rejection_reason
        || '; max_quarantine_rate allows a share of {{ var("max_quarantine_rate") }}, and a table '
        || 'that is needed must keep a row; look at '
        || '{{ ref("base_raw__interactions").schema }}.base_raw__' || table_totals.source_table
        || ' where rejection_reason is not null, mend the feed, or raise the var' as problem
    from table_totals
    inner join frequent_reasons on table_totals.source_table = frequent_reasons.source_table
    left join needed_tables on table_totals.source_table = needed_tables.source_table
    where table_totals.rows_quarantined
        > {{ var('max_quarantine_rate') }}
        * greatest(table_totals.rows_in, {{ var('quarantine_rate_min_rows') }})
        or (needed_tables.source_table is not null and table_totals.rows_staged = 0)
)

select * from table_problems
