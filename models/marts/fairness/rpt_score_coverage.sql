with sums as (select * from {{ ref('int_coverage_groups') }}),

differences as (select * from {{ ref('int_coverage_differences') }}),

figures as (
    select
        differences.*,
        sums.high_priority_count,
        sums.text_count,
        cast(sums.score_sum / sums.customer_count / 1000000 as decimal(9, 6)) as mean_score,
        cast(sums.tone_score_sum / sums.customer_count / 1000000 as decimal(9, 6))
            as mean_tone_score,
        cast(sums.confidence_sum / sums.customer_count / 1000000 as decimal(9, 6))
            as mean_confidence,
        cast(sums.evidence_count / sums.customer_count as decimal(14, 4)) as evidence_per_customer,
        {% for name in ['with_evidence', 'with_text', 'with_feed_tone', 'with_lexicon_tone',
            'without_tone'] -%}
            cast(sums.{{ name }}_count / sums.customer_count as decimal(9, 6)) as {{ name }}_rate,
        {% endfor -%}
        cast(sums.toned_text_count / nullif(sums.text_count, 0) as decimal(9, 6)) as toned_text_rate
    from sums
    inner join differences
        on sums.cohort = differences.cohort
            and sums.group_type = differences.group_type
            and sums.group_value = differences.group_value
),

wholes as (
    select * from figures
    where group_type = 'portfolio'
),

{% set measures = ['with_evidence_rate', 'with_text_rate', 'without_tone_rate', 'toned_text_rate',
    'mean_confidence'] %}
compared as (
    select
        figures.*,
        nullif(concat_ws(
            ', ',
            {% for name in measures -%}
                case
                    when 100 * abs(figures.{{ name }} - wholes.{{ name }})
                        > {{ var('coverage_gap_pct') }} then '{{ name }}'
                end{{ ',' if not loop.last }}
            {% endfor %}
        ), '') as unequal_measures
    from figures
    inner join wholes on figures.cohort = wholes.cohort
),

-- the rows of small groups stay, so that nobody is forgotten; their figures go
presented as (
    select
        score_date,
        cohort,
        group_type,
        group_value,
        is_small_group,
        {% for name in ['customer_count', 'mean_score', 'score_difference',
            'high_priority_count'] -%}
            case when not is_small_group then {{ name }} end as {{ name }},
        {% endfor -%}
        {% for name, sign in [('lower', '-'), ('upper', '+')] -%}
            cast(case
                when not is_small_group then score_difference {{ sign }} score_margin
            end as decimal(12, 6)) as score_difference_{{ name }},
        {% endfor -%}
        case when not is_small_group
                then cast(high_priority_count / customer_count as decimal(9, 6))
        end as high_priority_rate,
        {% for name, sign in [('lower', '-'), ('upper', '+')] -%}
            case
                when not is_small_group then {{ wilson_bound(
                    'high_priority_count', 'customer_count', sign, var('interval_z_thousandths')
                ) }}
            end as high_priority_rate_{{ name }},
        {% endfor -%}
        {% for name in ['with_evidence_rate', 'evidence_per_customer', 'with_text_rate',
            'with_feed_tone_rate', 'with_lexicon_tone_rate', 'without_tone_rate', 'text_count',
            'toned_text_rate', 'mean_tone_score', 'mean_confidence', 'unequal_measures'] -%}
            case when not is_small_group then {{ name }} end as {{ name }},
        {% endfor -%}
        case when not is_small_group then unequal_measures is not null end as has_unequal_coverage
    from compared
)

select * from presented
