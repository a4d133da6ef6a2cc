{{ config(materialized='incremental', incremental_strategy='append', full_refresh=false) }}

with reads as (
    {{ rows_held_by('stg_raw__reads', {'read_number': 'integer', 'rules_hash': 'string'}) }}
),

finished_reads as (
    {{ rows_held_by('int_finished_reads', {'read_number': 'integer'}) }}
),

last_reads as (
    select
        coalesce(max(reads.read_number), 0) as read_number,
        max_by(reads.rules_hash, reads.read_number) as rules_hash,
        max(finished_reads.read_number) as finished_read_number
    from reads
    left join finished_reads on reads.read_number = finished_reads.read_number
),

rows_gone as (
    select
        min(source_table || ' of ' || coalesce(cast(load_date as string), 'no day'))
            as first_load
    from {{ ref('stg_raw__load_changes') }}
    where rows_gone > 0
),

rules as (
    {% for seed, columns in reading_seed_columns().items() %}
        select
            '{{ seed }}' as seed_name,
            md5({{ sorted_concat("concat_ws('|', " ~ columns | join(', ') ~ ")") }}) as rule_hash
        from {{ ref(seed) }}
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

rules_now as (
    select
        md5(
            '{{ reading_code_hash() }}'
            || {{ sorted_concat("rules.seed_name || ' ' || rules.rule_hash") }}
        ) as rules_hash
    from rules
),

this_read as (
    select
        last_reads.read_number + 1 as read_number,
        rules_now.rules_hash,
        case
            when {{ is_full_refresh() }} then 'a full refresh was asked for'
            when {{ var('read_everything') }} then 'read_everything was asked for'
            when last_reads.read_number = 0 then 'it is the first run'
            when not {{ replaces_rows() }} then 'the engine makes its tables anew'
            when '{{ missing_changed_rows() }}' <> ''
                then 'not there: {{ missing_changed_rows() }}'
            when coalesce(last_reads.finished_read_number <> last_reads.read_number, true)
                then 'the last run did not finish'
            when last_reads.rules_hash <> rules_now.rules_hash
                then 'seeds, vars or models by which rows are read have changed'
            when rows_gone.first_load is not null
                then 'rows that were read are gone: ' || rows_gone.first_load
        end as whole_read_reason
    from rules_now
    cross join last_reads
    cross join rows_gone
)

select * from this_read
