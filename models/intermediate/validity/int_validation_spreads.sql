-- How far an AUC depends on single customers: what each adds to the pairs won, less what was to be
-- expected. A customer who is there on several dates adds it all together and counts once.
with customer_wins as (select * from {{ ref('int_customer_wins') }}),

counts as (select * from {{ ref('int_validation_counts') }}),

surpluses as (
    select
        customer_wins.*,
        1000000 * customer_wins.doubled_wins
        - 2 * counts.auc_millionths * customer_wins.pair_count as surplus
    from customer_wins
    inner join counts
        on customer_wins.period = counts.period
            and customer_wins.cohort = counts.cohort
            and customer_wins.outcome = counts.outcome
            and customer_wins.predictor = counts.predictor
    where counts.pair_count > 0
),

score_surpluses as (
    select * from surpluses
    where predictor = 'score'
),

spreads as (
    select
        surpluses.period,
        surpluses.cohort,
        surpluses.outcome,
        surpluses.predictor,
        count(*) as customer_count,
        cast(sum(surpluses.event_count) as bigint) as event_customer_count,
        cast(sum(surpluses.other_count) as bigint) as other_customer_count,
        sum({{ wide_int('surpluses.surplus') }} * surpluses.surplus) as surplus_square_sum,
        sum(
            {{ wide_int('score_surpluses.surplus - surpluses.surplus') }}
            * (score_surpluses.surplus - surpluses.surplus)
        ) as lead_square_sum
    from surpluses
    inner join score_surpluses
        on surpluses.customer_id = score_surpluses.customer_id
            and surpluses.period = score_surpluses.period
            and surpluses.cohort = score_surpluses.cohort
            and surpluses.outcome = score_surpluses.outcome
    group by surpluses.period, surpluses.cohort, surpluses.outcome, surpluses.predictor
),

-- the variances of an AUC and of a lead, in trillionths; with k customers on the smaller side
-- they are k / (k - 1) times the mean square, and unknown for one
with_sides as (
    select
        spreads.*,
        counts.pair_count,
        least(spreads.event_customer_count, spreads.other_customer_count) as smaller_side_count
    from spreads
    inner join counts
        on spreads.period = counts.period
            and spreads.cohort = counts.cohort
            and spreads.outcome = counts.outcome
            and spreads.predictor = counts.predictor
),

variances as (
    select
        period,
        cohort,
        outcome,
        predictor,
        {% for name in ['surplus', 'lead'] -%}
            case
                when smaller_side_count >= {{ var('validation_min_events') }} then {{ round_div(
                    name ~ '_square_sum',
                    '4 * ' ~ wide_int('pair_count') ~ ' * pair_count * (smaller_side_count - 1)',
                    'smaller_side_count',
                ) }}
            end as {{ name }}_variance,
        {% endfor -%}
        customer_count,
        event_customer_count
    from with_sides
)

select * from variances
