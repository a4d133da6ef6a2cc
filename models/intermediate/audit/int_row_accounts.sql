-- depends_on: {{ ref('stg_raw__reads') }} {{ ref('int_changed_loads') }}
with loads as (
    select loads.*
    from {{ ref('stg_raw__loads') }} as loads
    {% if reads_changes_only() %}
        inner join {{ ref('int_changed_loads') }} as changed_loads
            on loads.source_table = changed_loads.source_table
                and loads.load_date is not distinct from changed_loads.load_date
    {% endif %}
),

-- the rows of stg_raw__interactions, without the versions of all loads
staged_interactions as (
    select
        versions.loaded_at,
        {{ local_date('versions.occurred_at', 'properties.time_zone') }} as interaction_date
    from (
        {{ interaction_versions(of_changed_loads(ref('base_raw__interactions'), 'interactions')) }}
    ) as versions
    left join {{ ref('stg_raw__properties') }} as properties
        on versions.property_id = properties.property_id
    where versions.superseded_at is null and versions.is_deleted is not true
),

staged as (
    {% for table in raw_key_columns() %}
        select
            '{{ table }}' as source_table,
            cast(loaded_at as date) as load_date,
            count(*) as rows_staged,
            {% if table == 'interactions' -%}
                count(case
                    when loaded_at
                        >= cast(interaction_date + {{ var('late_after_days') }} + 1 as timestamp)
                        then 1
                end)
            {%- else -%}
                0
            {%- endif %} as rows_late
        from {{ 'staged_interactions' if table == 'interactions' else ref('stg_raw__' ~ table) }}
        group by cast(loaded_at as date)
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

judged as (
    {% for table in raw_key_columns() %}
        select
            '{{ table }}' as source_table,
            cast(loaded_at as date) as load_date,
            count(case when rejection_reason is null then 1 end) as rows_valid,
            count(rejection_reason) as rows_quarantined,
            count(case
                when rejection_reason is null and broken_rules <> '' and is_deleted is not true
                    then 1
            end) as rows_mapped,
            count(case when rejection_reason is null and is_deleted then 1 end) as rows_deleting,
            max(case when rejection_reason is null then loaded_at end) as last_valid_loaded_at
        from {{ of_changed_loads(ref('base_raw__' ~ table), table) }}
        group by cast(loaded_at as date)
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

-- a valid row is superseded when its id is staged from another row, a later version or an equal
-- copy, or when the id is withdrawn
accounts as (
    select
        md5(loads.source_table || ' ' || coalesce(cast(loads.load_date as string), 'unknown'))
            as row_account_key,
        loads.source_table,
        loads.load_date,
        loads.last_loaded_at,
        judged.last_valid_loaded_at,
        loads.rows_in,
        coalesce(staged.rows_staged, 0) as rows_staged,
        cast(coalesce(staged.rows_late, 0) as bigint) as rows_late,
        coalesce(judged.rows_valid, 0) - coalesce(staged.rows_staged, 0) as rows_superseded,
        coalesce(judged.rows_quarantined, 0) as rows_quarantined,
        coalesce(judged.rows_mapped, 0) as rows_mapped,
        coalesce(judged.rows_deleting, 0) as rows_deleting
    from loads
    left join judged
        on loads.source_table = judged.source_table
            and loads.load_date is not distinct from judged.load_date
    left join staged
        on loads.source_table = staged.source_table
            and loads.load_date is not distinct from staged.load_date
)

select * from accounts
