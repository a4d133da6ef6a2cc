{# Writes a table of daily scores by whole days. int_day_chunks names the days that are due and the chunk in which each is
   computed, int_written_days those of the chunk in hand that are written, and why, and the batch of each. Chunks and
   batches are small enough for the memory. A batch is one transaction: readers find a day as it was or as it is. What is
   replaced by something else goes to fct_score_restatements. The table is never dropped: a full refresh writes every day
   again. Where an engine has no transactions, each statement can be followed by a stop: the next run writes the days of
   that batch again. #}
{% materialization whole_days, default %}
    {% set target_relation = this.incorporate(type='table') %}
    {% set days = ref('int_scoring_days') %}

    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {% do fit_table_to_contract(target_relation) %}
    {% do get_assert_columns_equivalent(compiled_code) %}
    {# dbt asks for a statement of this name, also where there is nothing to write #}
    {% call noop_statement('main', 'OK', 'OK') %}{{ compiled_code }}{% endcall %}

    {% set withdrawn_days = "select score_date, reason, newest_loaded_at from " ~ days ~ " where reason = 'withdrawn'" %}
    {% if run_query('select count(*) from (' ~ withdrawn_days ~ ') as withdrawn_days').columns[0].values()[0] %}
        {% do write_days(target_relation, 'select * from ' ~ target_relation ~ ' where 1 = 0', withdrawn_days) %}
    {% endif %}
    {% for chunk_number in range(1, 1 + highest_number(ref('int_day_chunks'), 'chunk_number')) %}
        {% do fill_chunk_tables(chunk_number) if chunk_number > 1 %}
        {% for batch_number in range(1, 1 + highest_number(ref('int_written_days'), 'batch_number')) %}
            {% do fill_batch_table(batch_number) if chunk_number > 1 or batch_number > 1 %}
            {% do write_days(target_relation, compiled_code,
                'select score_date, reason, newest_loaded_at from ' ~ ref('int_batch_days')) %}
        {% endfor %}
    {% endfor %}

    {{ return(finish_relation(target_relation)) }}
{% endmaterialization %}

{# Creates the table from the contract of the model, or adds the columns that it lacks. #}
{% macro fit_table_to_contract(target_relation) %}
    {% if load_cached_relation(target_relation) is none %}
        {% do run_query('create table ' ~ target_relation ~ ' ' ~ get_table_columns_and_constraints()
            ~ partitioned_by(config.get('partition_by'))) %}
    {% else %}
        {% set names = adapter.get_columns_in_relation(target_relation) | map(attribute='name') | list %}
        {% for column in model.columns.values() if column.name not in names %}
            {% do run_query('alter table ' ~ target_relation ~ ' add column ' ~ column.name ~ ' '
                ~ column.data_type) %}
        {% endfor %}
    {% endif %}
{% endmacro %}

{# The highest of the whole numbers in a column of a relation, 0 where there are none. #}
{% macro highest_number(relation, column) %}
    {% set query = 'select coalesce(max(' ~ column ~ '), 0) from ' ~ relation %}
    {{ return(run_query(query).columns[0].values()[0] | int) }}
{% endmacro %}

{# Fills the tables that hold one chunk of days, in the order in which they build on each other. #}
{% macro fill_chunk_tables(chunk_number) %}
    {% do replace_table(ref('int_chunk_days'), 'select score_date, reason, newest_loaded_at from '
        ~ ref('int_day_chunks') ~ " where reason <> 'withdrawn' and chunk_number = " ~ chunk_number) %}
    {% for table in model.config.meta.chunk_tables %}
        {% do replace_table(ref(table), 'select * from ' ~ kept_query_of(ref(table))) %}
    {% endfor %}
{% endmacro %}

{# Fills the table that holds one batch of the days of a chunk that are written. #}
{% macro fill_batch_table(batch_number) %}
    {% do replace_table(ref('int_batch_days'), 'select score_date, reason, newest_loaded_at from '
        ~ ref('int_written_days') ~ ' where batch_number = ' ~ batch_number) %}
{% endmacro %}

{# Replaces days by the rows of a query, and notes each customer whose score or evidence changes, and each day. What has no
   note of its writing counts as not written. #}
{% macro write_days(target_relation, query, written_days) %}
    {% set new_rows = working_table(target_relation, query) %}
    {% do log_restatements(target_relation, new_rows, written_days) %}
    {% do replace_days(target_relation, new_rows, written_days) %}
    {% call statement('day_writes') %}
        insert into {{ ref('int_day_writes') }} (score_date, write_number, reason, customer_count, newest_loaded_at)
        {{ day_writes(target_relation, written_days) }}
    {% endcall %}
    {% do adapter.commit() %}
    {% do run_query('drop table ' ~ new_rows) %}
{% endmacro %}

{# The columns of fct_score_restatements in the order in which `restatements` gives them. #}
{% macro restatement_columns() %}
    {% set columns = ['customer_id', 'score_date', 'revision', 'reason', 'caused_by_loaded_at', 'restated_at'] %}
    {% for name in noted_columns() %}{% do columns.append(name ~ '_before') %}{% endfor %}
    {{ return(columns + ['cohort_after', 'score_after', 'cohort_rank_before', 'cohort_rank_after']) }}
{% endmacro %}

{# A query for what the new rows of days that were written before replace by something else. `log` is the relation with
   the restatements so far. #}
{% macro restatements(target_relation, new_rows, written_days, log) %}
    {%- set changing = noted_columns() %}
    with days as (
        select * from ({{ written_days }}) as all_days
        where reason <> 'comparison'
            and score_date in (select writes.score_date from {{ ref('int_day_writes') }} as writes)
    ),

    {% for name, relation in [('held', target_relation), ('computed', new_rows)] %}
    {{ name }} as (
        select all_rows.*
        from {{ relation }} as all_rows
        inner join days on all_rows.score_date = days.score_date
        left join {{ ref('int_touched_customers') }} as touched
            on all_rows.customer_id = touched.customer_id and all_rows.score_date >= touched.touched_from_date
        where days.reason <> 'data' or touched.customer_id is not null
    ),

    {% endfor %}

    changed as (
        select
            coalesce(held.customer_id, computed.customer_id) as customer_id,
            coalesce(held.score_date, computed.score_date) as score_date,
            {% for name in changing %}held.{{ name }} as {{ name }}_before, {% endfor %}
            computed.cohort as cohort_after,
            computed.score as score_after,
            held.cohort_rank as cohort_rank_before,
            computed.cohort_rank as cohort_rank_after
        from held
        full outer join computed
            on held.customer_id = computed.customer_id and held.score_date = computed.score_date
        where {{ scores_differ('computed', 'held') }}
    ),

    revisions as (
        select customer_id, score_date, max(revision) as revision
        from {{ log }}
        where score_date in (select days.score_date from days)
        group by customer_id, score_date
    ),

    causes as (
        select changed.customer_id, changed.score_date, max(touches.loaded_at) as loaded_at
        from changed
        inner join {{ ref('int_touches') }} as touches
            on changed.customer_id = touches.customer_id and changed.score_date >= touches.touched_from_date
        group by changed.customer_id, changed.score_date
    )

    select
        changed.customer_id,
        changed.score_date,
        coalesce(revisions.revision, 0) + 1 as revision,
        days.reason,
        coalesce(causes.loaded_at, days.newest_loaded_at) as caused_by_loaded_at,
        days.newest_loaded_at as restated_at,
        {% for name in changing %}changed.{{ name }}_before, {% endfor %}
        changed.cohort_after,
        changed.score_after,
        changed.cohort_rank_before,
        changed.cohort_rank_after
    from changed
    inner join days on changed.score_date = days.score_date
    left join revisions
        on changed.customer_id = revisions.customer_id and changed.score_date = revisions.score_date
    left join causes on changed.customer_id = causes.customer_id and changed.score_date = causes.score_date
{% endmacro %}

{# A query for the next row of int_day_writes of each day that is written by now. #}
{% macro day_writes(target_relation, written_days) %}
    with days as ({{ written_days }}),

    writes as (
        select score_date, max(write_number) as write_number
        from {{ ref('int_day_writes') }}
        group by score_date
    ),

    counts as (
        select written.score_date, count(*) as customer_count
        from {{ target_relation }} as written
        inner join days on written.score_date = days.score_date
        group by written.score_date
    )

    select
        days.score_date,
        coalesce(writes.write_number, 0) + 1,
        days.reason,
        coalesce(counts.customer_count, 0),
        days.newest_loaded_at
    from days
    left join writes on days.score_date = writes.score_date
    left join counts on days.score_date = counts.score_date
{% endmacro %}
