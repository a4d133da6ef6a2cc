"""The SQL models and the plain-Python reference give the same scores, to the last integer."""

import subprocess
import sys
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from builders import staged_portfolio
from conftest import rows_of
from model_sql import ROOT, rendered
from reference import FACTORS, load_parameters, score_day, with_trends
from reference.arithmetic import round_div

PARAMETERS = load_parameters(Path(__file__).parents[1] / "seeds")
SAMPLED_EVERY_DAYS = 11


def points(millionths):
    return None if millionths is None else Decimal(millionths) / 1_000_000


def expected_row(row):
    """A score of the reference as a row of fct_customer_scores_daily, without model_version."""
    return {
        "customer_id": row.customer_id,
        "score_date": row.score_date,
        "property_id": row.property_id,
        "cohort": row.cohort,
        "score": points(row.score),
        **{f"{factor}_score": points(row.factors[factor].factor_score) for factor in FACTORS},
        "score_band": row.score_band,
        "cohort_rank": row.cohort_rank,
        "cohort_size": row.cohort_size,
        "cohort_percentile": points(row.cohort_percentile),
        "priority": row.priority,
        "score_change_7d": points(row.score_change_7d),
        "rank_change_7d": row.rank_change_7d,
        "trend": row.trend,
        "rank_trend": row.rank_trend,
        "confidence": points(row.confidence),
        "evidence_count": row.evidence_count,
    }


def scored_days(connection):
    return [
        row["score_date"]
        for row in rows_of(connection, "select distinct score_date from fct_customer_scores_daily order by all")
    ]


def sampled_days(connection):
    days = scored_days(connection)
    return sorted({*days[::SAMPLED_EVERY_DAYS], days[0], days[7], days[-1]})


@pytest.fixture(scope="module")
def reference_scores(connection):
    """Scores of the sampled days by day, with trends."""
    portfolio = staged_portfolio(connection)
    first_day = scored_days(connection)[0]
    days = set(sampled_days(connection))
    needed = days | {day - timedelta(days=7) for day in days if day - timedelta(days=7) >= first_day}
    scores = with_trends({day: score_day(portfolio, PARAMETERS, day) for day in needed}, PARAMETERS)
    return {day: scores[day] for day in sorted(days)}


FACTOR = 50_000_000
BORDER = 2**63 // (2 * FACTOR)


@pytest.mark.parametrize("numerator", [0, 1, BORDER - 1, BORDER, BORDER + 1, 2**62, 2**63 - 1])
@pytest.mark.parametrize("denominator", [1, 3, 10**9 + 7, 2**62 - 1, 2**62, 2**63 - 1])
def test_quotients_are_exact_where_the_product_or_twice_the_divisor_exceeds_64_bits(numerator, denominator):
    exact = round_div(numerator * FACTOR, denominator)
    sql = rendered("select {{ round_div('$1::bigint', '$2::bigint', %d) }}" % FACTOR)
    if exact < 2**63:
        assert duckdb.execute(sql, [numerator, denominator]).fetchall() == [(exact,)]
    else:
        with pytest.raises(duckdb.ConversionException, match="out of range"):
            duckdb.execute(sql, [numerator, denominator])


def test_every_score_of_the_example_equals_the_reference(connection, reference_scores):
    for day, scores in reference_scores.items():
        found = rows_of(
            connection,
            "select * exclude (model_version) from fct_customer_scores_daily where score_date = ? "
            "order by customer_id",
            [day],
        )
        expected = [expected_row(row) for row in scores]
        assert [row["customer_id"] for row in found] == [row["customer_id"] for row in expected]
        for found_row, expected_one in zip(found, expected, strict=True):
            assert found_row == expected_one


def test_every_driver_of_the_example_equals_the_reference(connection, reference_scores):
    for day, scores in reference_scores.items():
        found = rows_of(
            connection,
            "select customer_id, factor, weight, factor_score, neutral_score, contribution "
            "from fct_score_drivers_daily where score_date = ? order by customer_id, factor",
            [day],
        )
        expected = [
            {
                "customer_id": row.customer_id,
                "factor": factor,
                "weight": row.factors[factor].weight,
                "factor_score": points(row.factors[factor].factor_score),
                "neutral_score": points(row.factors[factor].neutral_score),
                "contribution": points(row.factors[factor].contribution),
            }
            for row in scores
            for factor in sorted(FACTORS)
        ]
        assert found == expected


def test_raw_values_and_evidence_counts_of_the_last_run_equal_the_reference(connection, reference_scores):
    day = max(reference_scores)
    found = rows_of(
        connection,
        "select customer_id, factor, raw_value, factor_score, evidence_count, has_evidence "
        "from main_intermediate.int_factor_scores where score_date = ? order by customer_id, factor",
        [day],
    )
    expected = [
        {
            "customer_id": row.customer_id,
            "factor": factor,
            "raw_value": row.factors[factor].raw_value,
            "factor_score": row.factors[factor].factor_score,
            "evidence_count": row.factors[factor].evidence_count,
            "has_evidence": row.factors[factor].has_evidence,
        }
        for row in reference_scores[day]
        for factor in sorted(FACTORS)
    ]
    assert found == expected


def test_the_example_has_what_the_formulas_are_about(connection):
    """A comparison over an example without spells, reopenings or trends would prove little."""
    (found,) = rows_of(
        connection,
        """
        select
            count(*) filter (where issue_kind = 'spell') as spells,
            count(*) filter (where issue_kind = 'ticket' and reopened_count > 0) as reopened,
            count(*) filter (where repeat_count > 0) as repeated
        from main_intermediate.int_issue_states
        """,
    )
    assert min(found.values()) > 50
    trends = {row["trend"] for row in rows_of(connection, "select distinct trend from fct_customer_scores_daily")}
    assert trends == {"up", "down", "flat", "new"}
    assert scored_days(connection)[0] == date(2026, 1, 3)


def test_the_models_that_are_compared_with_other_programs_give_the_scores_of_the_database(example_database, tmp_path):
    scores = tmp_path / "scores.parquet"
    for program, *options in (
        ("export_input", "--database", example_database, "--folder", tmp_path),
        ("score_with_models", "--input", tmp_path, "--output", scores, "--database", tmp_path / "models.duckdb"),
    ):
        script = ROOT / f"benchmarks/peers/{program}.py"
        done = subprocess.run([sys.executable, script, *options], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
    expected = duckdb.sql(f"from '{tmp_path}/expected.parquet' order by customer_id")
    found = duckdb.sql(f"select {', '.join(expected.columns)} from '{scores}' order by customer_id").fetchall()
    assert len(found) > 100 and found == expected.fetchall()
