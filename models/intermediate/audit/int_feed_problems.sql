with row_accounts as (select * from {{ ref('int_row_accounts') }}),

coverage as (select * from {{ ref('int_data_coverage') }}),

factor_weights as (select * from {{ ref('factor_weights') }}),

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
        {% for table in ['customer_roles', 'customers', 'initiatives', 'interactions', 'issues',
            'properties', 'surveys'] -%}
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
),

first_weights as (
    select
        cohort,
        min(valid_from) as valid_from
    from factor_weights
    group by cohort
),

date_problems as (
    select
        'as_of_date: ' || cast(as_of_date as varchar) || ' is before '
        || cast(score_start_date as varchar) || ', the first day to score; the data covers '
        || cast(first_interaction_date as varchar) || ' to ' || cast(last_covered_date as varchar)
        || ', choose a day in that range' as problem
    from coverage
    where as_of_date < score_start_date
    union all
    select
        'as_of_date: ' || cast(as_of_date as varchar) || ' is after '
        || cast(last_covered_date as varchar) || ', the last day that the loaded data covers '
        || 'fully; choose an earlier day or load more' as problem
    from coverage
    where as_of_date > last_covered_date
    union all
    select
        'factor_weights: no weights of ' || first_weights.cohort || ' are in force on '
        || cast(coverage.score_start_date as varchar)
        || ', the first day to score; the first valid_from is '
        || cast(first_weights.valid_from as varchar) as problem
    from coverage
    cross join first_weights
    where coverage.score_start_date < first_weights.valid_from
),

all_problems as (
    select problem from table_problems
    union all
    select problem from date_problems
)

select * from all_problems
