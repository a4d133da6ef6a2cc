"""Writes what a score of one day needs, and the scores that the project gave, out of a database to Parquet.

    python benchmarks/peers/export_input.py --database scores.duckdb --folder input [--date 2026-06-29]

The folder then holds one file for each relation, under the relation's own name and with its own columns and units
(docs/scoring.md):

* int_interactions: the interactions of the scoring window, of all customers, scored or not
* int_issue_states: the states of issues that are in force on the day
* int_customer_days: one row for each customer that is scored on the day
* int_decay_weights, int_factor_weights, int_frequency_segments, int_model_versions, factors, score_bands: parameters
* expected: one row for each scored customer, see RESULT
* day.json: {"score_date": yyyy-mm-dd, "vars": {name: whole number}, "interactions": rows, "customers": rows}
"""

from __future__ import annotations

import argparse
import datetime
import json
from pathlib import Path

import duckdb

FACTORS = ("frequency", "nature", "tone", "variety", "persistence", "recency")
PARAMETERS = ("int_decay_weights", "int_factor_weights", "int_frequency_segments", "int_model_versions")
SEEDS = ("factors", "score_bands")
VARS = (
    "scoring_window_days",
    "minimum_exposure_days",
    "grievance_multiplier",
    "persistence_half_growth_days",
    "persistence_repeat_pct",
    "confidence_prior",
)
# what every program returns: ids, ranks, and whole millionths (of a point, of a percent, of one) as 64-bit integers
RESULT = (
    "customer_id",
    "score",
    *(f"{factor}_score" for factor in FACTORS),
    "cohort_rank",
    "cohort_percentile",
    "confidence",
)


def in_millionths(relation: str) -> str:
    """A query of the columns of RESULT out of a relation that holds decimals."""
    columns = [
        name if name in ("customer_id", "cohort_rank") else f"cast({name} * 1000000 as bigint) as {name}"
        for name in RESULT
    ]
    return f"select {', '.join(columns)} from {relation}"


def queries(day: str, window_days: int) -> dict[str, str]:
    """The query of each file, by the name of the file."""
    return {
        "int_interactions": f"""
            select
                customer_id, conversation_key, interaction_date, direction, topic,
                polarity, severity_tenths, tone_thousandths
            from main_intermediate.int_interactions
            where interaction_date between date '{day}' - {window_days} and date '{day}'
        """,
        "int_issue_states": f"""
            from main_intermediate.int_issue_states
            where state_from_date <= date '{day}' and coalesce(state_to_date > date '{day}', true)
        """,
        # the table of this name holds the days of the last run only, and of a restated day some customers only
        "int_customer_days": f"""
            select
                scores.customer_id, score_date, scores.property_id, scores.cohort,
                cast(score_date - exposure_start_date + 1 as integer) as exposed_days
            from fct_customer_scores_daily as scores
            inner join main_intermediate.int_role_periods as periods
                on scores.customer_id = periods.customer_id and period_from_date = exposure_start_date
            where score_date = date '{day}'
        """,
        "expected": in_millionths(f"fct_customer_scores_daily where score_date = date '{day}'"),
        **{name: f"from main_intermediate.{name}" for name in PARAMETERS},
        **{name: f"from main_seeds.{name}" for name in SEEDS},
    }


def export(database: Path, folder: Path, day: datetime.date | None = None) -> dict:
    """Writes the files into the folder and returns the contents of day.json; the last scored day if none is given."""
    folder.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(database), read_only=True) as connection:
        connection.execute("set threads = 2; set preserve_insertion_order = false")
        if day is None:
            (day,) = connection.execute("select max(score_date) from fct_customer_scores_daily").fetchone()
        parameters = connection.execute(
            "select parameter from main_intermediate.int_parameters where parameter_source = 'vars'"
        ).fetchall()
        texts = dict(text.split(": ", 1) for (text,) in parameters)
        variables = {name: int(texts[name]) for name in VARS}
        rows = {}
        for name, query in queries(str(day), variables["scoring_window_days"]).items():
            (rows[name],) = connection.execute(f"copy ({query}) to '{folder / name}.parquet'").fetchone()
    if not rows["expected"]:
        raise SystemExit(f"{database} holds no scores of {day}")
    about = {
        "score_date": str(day),
        "vars": variables,
        "interactions": rows["int_interactions"],
        "customers": rows["expected"],
    }
    (folder / "day.json").write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")
    return about


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--database", type=Path, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--date", type=datetime.date.fromisoformat, help="yyyy-mm-dd; the last scored day if not given")
    options = parser.parse_args()
    about = export(options.database, options.folder, options.date)
    print(f"{about['score_date']}: {about['interactions']:,} interactions, {about['customers']:,} customers")


if __name__ == "__main__":
    main()
