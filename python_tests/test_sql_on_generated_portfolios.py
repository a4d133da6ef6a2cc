"""The properties listed in docs/scoring.md hold for the SQL itself, on generated portfolios.

Hypothesis draws many small portfolios full of corner cases. They are stacked into one raw input, each with
its own customers, so that one build scores them all, for every day of the range. Beside each portfolio stand
variants of it, with a grievance more, a commendation more, or a ticket resolved.
"""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from reference import score_day
from test_properties_of_the_formulas import (
    COMMENDATIONS,
    GRIEVANCES,
    PARAMETERS,
    corner_days,
    interaction_rows,
    load_portfolio,
    staged_rows,
    with_interaction,
)

PORTFOLIOS = 25
FIRST_SCORED_DAY = date(2023, 1, 1)
LAST_SCORED_DAY = date(2024, 3, 31)
LAST_LOAD = datetime(2030, 1, 1)
RUN_VARS = {
    "score_start_date": FIRST_SCORED_DAY.isoformat(),
    "as_of_date": LAST_SCORED_DAY.isoformat(),
    # The drawn tickets may say when they will be resolved; here that is no mistake of the feed.
    "future_tolerance_hours": 100_000,
}


def drawn(strategy, count):
    """`count` values of a strategy, the same in every run."""
    values = []

    @settings(
        max_examples=count,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def collect(value):
        values.append(value)

    collect()
    return values


def resolve_first_open_ticket(staged, days_to_resolution):
    """The portfolio with its first ticket that ends open resolved, or None if there is none."""
    newest = {row["issue_id"]: row for row in staged["issue_versions"]}
    for row in newest.values():
        if row["resolved_at"] is None:
            resolved = {**row, "resolved_at": row["opened_at"] + timedelta(days=days_to_resolution)}
            versions = [resolved if version is row else version for version in staged["issue_versions"]]
            return {**staged, "issue_versions": versions}
    return None


def raw_tables(portfolios):
    """Staged portfolios, by a prefix for their ids, as one set of raw tables."""
    tables = {
        name: []
        for name in ("properties", "customers", "customer_roles", "interactions", "issues")
    }
    for prefix, staged in portfolios.items():

        def own(row, prefix=prefix):
            return {
                column: f"{prefix} {value}" if column.endswith("_id") and value else value
                for column, value in row.items()
            }

        for row in staged["properties"]:
            tables["properties"].append({**own(row), "loaded_at": LAST_LOAD})
        for customer_id in ("anna", "ben", "cleo"):
            tables["customers"].append({"customer_id": f"{prefix} {customer_id}", "loaded_at": LAST_LOAD})
        for row in staged["roles"]:
            tables["customer_roles"].append({**own(row), "loaded_at": LAST_LOAD})
        for row in staged["interactions"]:
            sentiment = row["sentiment_thousandths"]
            tables["interactions"].append(
                {
                    **own(row),
                    "channel": "phone",
                    "sentiment": None if sentiment is None else sentiment / 1000,
                    "loaded_at": LAST_LOAD,
                }
            )
        for row in staged["issue_versions"]:
            tables["issues"].append(own(row))
    return tables


def scores_of(workspace):
    """Scores of a built workspace as {(prefix, customer, day): row}."""
    rows = workspace.query("select * from fct_customer_scores_daily")
    return {(*row["customer_id"].split(" ", 1), row["score_date"]): row for row in rows}


@pytest.fixture(scope="module")
def variants():
    """Portfolios by prefix: `0-base`, and `0-grievance`, `0-commendation`, `0-resolved` beside it."""
    cases = st.tuples(
        staged_rows(),
        interaction_rows(GRIEVANCES),
        interaction_rows(COMMENDATIONS),
        st.sampled_from([0, 1, 7, 20, 40, 90]),
    )
    portfolios = {}
    for number, (staged, grievance, commendation, days) in enumerate(drawn(cases, PORTFOLIOS)):
        portfolios[f"{number}-base"] = staged
        portfolios[f"{number}-grievance"] = with_interaction(staged, grievance)
        portfolios[f"{number}-commendation"] = with_interaction(staged, commendation)
        resolved = resolve_first_open_ticket(staged, days)
        if resolved:
            portfolios[f"{number}-resolved"] = resolved
    return portfolios


@pytest.fixture(scope="module")
def scores(shared_workspace, variants):
    shared_workspace.clear().write_raw(raw_tables(variants))
    shared_workspace.run(variables=RUN_VARS)
    return scores_of(shared_workspace)


def pairs(scores, variant):
    """Rows of each base portfolio with the same customer and day of its variant."""
    for (prefix, customer, day), row in scores.items():
        number, kind = prefix.split("-")
        other = scores.get((f"{number}-{variant}", customer, day))
        if kind == "base" and other:
            yield row, other


def test_sql_and_reference_agree_on_generated_portfolios(scores, variants):
    compared = 0
    for prefix, staged in variants.items():
        portfolio = load_portfolio(staged)
        for day in corner_days(staged):
            if FIRST_SCORED_DAY <= day <= LAST_SCORED_DAY:
                for expected in score_day(portfolio, PARAMETERS, day):
                    found = scores[prefix, expected.customer_id, day]
                    assert int(found["score"] * 1_000_000) == expected.score, (prefix, expected, found)
                    assert int(found["confidence"] * 1_000_000) == expected.confidence
                    assert found["evidence_count"] == expected.evidence_count
                    compared += 1
    assert compared > 1000


def test_adding_a_grievance_never_raises_a_score_in_sql(scores):
    compared = [(before["score"], after["score"]) for before, after in pairs(scores, "grievance")]
    assert all(after <= before for before, after in compared)
    assert any(after < before for before, after in compared)


def test_adding_a_commendation_never_lowers_a_score_in_sql(scores):
    compared = [(before["score"], after["score"]) for before, after in pairs(scores, "commendation")]
    assert all(after >= before for before, after in compared)
    assert any(after > before for before, after in compared)


def test_resolving_a_ticket_never_lowers_a_later_score_in_sql(scores):
    compared = [(before["score"], after["score"]) for before, after in pairs(scores, "resolved")]
    assert all(after >= before for before, after in compared)
    assert any(after > before for before, after in compared)


def test_customers_without_evidence_sit_at_the_neutral_point_in_sql(scores):
    neutral = {
        (row["cohort"], row["score"]) for row in scores.values() if row["evidence_count"] == 0
    }
    assert len(neutral) == 2


def test_relabelled_repeated_shuffled_and_shifted_rows_give_the_same_scores_in_sql(
    shared_workspace, variants, scores
):
    shift = timedelta(days=30)

    def relabelled(value):
        # Reversed ids sort differently, so no result may hang on their order; the prefix stays in front.
        prefix, name = value.split(" ", 1)
        return f"{prefix} {name[::-1]}"

    changed = {}
    for table, rows in raw_tables(variants).items():
        moved = [
            {
                column: relabelled(value)
                if column.endswith("_id") and value
                else value + shift
                if isinstance(value, date) and not (column == "loaded_at" and value == LAST_LOAD)
                else value
                for column, value in row.items()
            }
            for row in rows
        ]
        changed[table] = (moved + moved[::3])[::-1]
    shared_workspace.clear().write_raw(changed)
    shared_workspace.run(
        variables={
            **RUN_VARS,
            "score_start_date": (FIRST_SCORED_DAY + shift).isoformat(),
            "as_of_date": (LAST_SCORED_DAY + shift).isoformat(),
        }
    )
    moved_scores = scores_of(shared_workspace)
    compared_columns = [
        "score", "cohort", "cohort_rank", "cohort_percentile", "priority", "trend", "rank_trend",
        "score_change_7d", "confidence", "evidence_count",
    ]  # fmt: skip

    def comparable(rows, shift, rename):
        return {
            (prefix, rename(customer), day + shift): tuple(row[column] for column in compared_columns)
            for (prefix, customer, day), row in rows.items()
        }

    assert comparable(scores, shift, lambda name: name[::-1]) == comparable(
        moved_scores, timedelta(0), lambda name: name
    )
