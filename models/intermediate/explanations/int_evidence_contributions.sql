with amounts as (select * from {{ ref('int_evidence_amounts') }}),

explained_factors as (select * from {{ ref('int_explained_factors') }}),

summed as (
    select
        *,
        cast(sum(size) over (partition by customer_id, lag_days, factor) as bigint) as size_sum
    from amounts
),

shares as (
    select
        summed.customer_id,
        summed.lag_days,
        summed.factor,
        summed.evidence_key,
        factors.contribution as factor_contribution,
        case when summed.amount < 0 then -1 else 1 end
        * case when factors.scale < 0 then -1 else 1 end
        * {{ round_div(
            'abs(summed.amount)',
            '(summed.size_sum + factors.prior_size) * factors.weight_sum',
            'abs(factors.scale) * factors.weight',
        ) }} as evidence_share
    from summed
    inner join explained_factors as factors
        on summed.customer_id = factors.customer_id
            and summed.lag_days = factors.lag_days
            and summed.factor = factors.factor
),

remainders as (
    select
        *,
        count(*) over (partition by customer_id, lag_days, factor) as share_count,
        factor_contribution
        - cast(sum(evidence_share) over (partition by customer_id, lag_days, factor) as bigint)
            as left_over,
        row_number() over (
            partition by customer_id, lag_days, factor
            order by abs(evidence_share) desc nulls last, evidence_key asc nulls last
        ) as share_number
    from shares
),

-- What rounding leaves (at most one unit for each share and two for the factor) goes to the largest
-- share. More than that is no rounding: the score of that day was made by other rules or of other
-- evidence, and int_score_changes says so.
contributions as (
    select
        customer_id,
        lag_days,
        factor,
        evidence_key,
        evidence_share
        + case when share_number = 1 and abs(left_over) <= share_count + 2 then left_over else 0 end
            as contribution
    from remainders
)

select * from contributions
