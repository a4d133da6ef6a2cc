"""Say how well the daily score foretold what the incident log shows for the 30 days after it.

The measure is the AUC: the chance that of two callers, one with and one without the outcome, the
one with it had the lower score (ties count one half). 0.5 is a coin.

A label of Monday counts incidents from Monday 00:00 on. The score that goes with it is therefore
the score of the day before: Monday's own score already contains Monday's incidents, which are part
of the answer.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import duckdb

SCORE_TABLE = "fct_customer_scores_daily"
# What the score has to reach: slightly below what a prototype reached before the models were built.
THRESHOLDS = {"y30": 0.690, "y8to30": 0.678, "ybad30": 0.703}
OUTCOMES = {
    "y30": "another incident within 30 days",
    "y8to30": "another incident on days 8 to 30",
    "ybad30": "an incident within 30 days that missed its target time or was reopened",
}
PREDICTORS = {
    "score": "score (100 - score)",
    "incident_count": "incidents of the last 30 days",
    "decayed_count": "decayed count, half-life 30 days",
}

# Larger risk means that the outcome is more expected. Weights are integers in millionths, so that
# equal histories tie exactly whatever the order of their sums.
RISKS_SQL = """
create or replace temp table label_risks as
with labels as (
    select
        caller_id,
        cast(as_of as date) as as_of_date,
        y30,
        y8to30,
        ybad30
    from read_parquet($labels)
),

histories as (
    select
        labels.caller_id,
        labels.as_of_date,
        count(*) filter (
            where cast(interactions.occurred_at as date) >= labels.as_of_date - 30
        ) as incident_count,
        cast(
            sum(
                cast(
                    round(
                        1000000 * pow(
                            2,
                            -(labels.as_of_date - 1 - cast(interactions.occurred_at as date)) / 30
                        )
                    ) as bigint
                )
            ) as bigint
        ) as decayed_count
    from labels
    inner join read_parquet($interactions) as interactions
        on
            labels.caller_id = interactions.customer_id
            and cast(interactions.occurred_at as date) < labels.as_of_date
    group by labels.caller_id, labels.as_of_date
)

select
    labels.*,
    scores.score is not null as is_matched,
    cast(100 - scores.score as decimal(18, 6)) as score,
    cast(coalesce(histories.incident_count, 0) as decimal(18, 6)) as incident_count,
    cast(coalesce(histories.decayed_count, 0) as decimal(18, 6)) as decayed_count
from labels
left join score_rows as scores
    on
        labels.caller_id = scores.customer_id
        and labels.as_of_date - 1 = scores.score_date
left join histories
    on
        labels.caller_id = histories.caller_id
        and labels.as_of_date = histories.as_of_date
"""

# Rank sum with mid-ranks: tied values share the mean of their places, kept doubled so as to stay
# an integer.
AUC_SQL = """
with risks as (
    unpivot label_risks on score, incident_count, decayed_count into name predictor value risk
),

outcomes as (
    unpivot risks on y30, y8to30, ybad30 into name outcome value has_happened
),

ranked as (
    select
        predictor,
        outcome,
        has_happened,
        2 * rank() over (partition by predictor, outcome order by risk)
        + count(*) over (partition by predictor, outcome, risk)
        - 1 as doubled_mid_rank
    from outcomes
),

sums as (
    select
        predictor,
        outcome,
        sum(doubled_mid_rank) filter (where has_happened) as doubled_rank_sum,
        count(*) filter (where has_happened) as happened_count,
        count(*) filter (where not has_happened) as other_count
    from ranked
    group by predictor, outcome
)

select
    predictor,
    outcome,
    happened_count,
    cast(doubled_rank_sum - happened_count * (happened_count + 1) as double)
    / nullif(2 * happened_count * other_count, 0) as auc
from sums
"""


class ReportError(Exception):
    """The report can not be made; the message says what to do."""


def find_score_table(connection: duckdb.DuckDBPyConnection, database: Path) -> str:
    """Attach `database` read-only and return the full name of its table of daily scores."""
    if not database.is_file():
        raise ReportError(f"There is no database at {database}: build the project first.")
    escaped = str(database).replace("'", "''")
    connection.execute(f"attach '{escaped}' as scored (read_only)")
    schemas = connection.execute(
        "select table_schema from information_schema.tables"
        " where table_catalog = 'scored' and table_name = ? order by table_schema",
        [SCORE_TABLE],
    ).fetchall()
    if not schemas:
        raise ReportError(f"{database} holds no table {SCORE_TABLE}: build the project first.")
    if len(schemas) > 1:
        names = ", ".join(schema for (schema,) in schemas)
        raise ReportError(f"{database} holds {SCORE_TABLE} in more than one schema: {names}.")
    return f'scored."{schemas[0][0]}".{SCORE_TABLE}'


def measure(
    database: Path, labels: Path, log_folder: Path
) -> tuple[dict[str, int], dict[str, dict[str, float | None]], dict[str, int]]:
    """Compare scores and two plain counts with the labels, all label rows pooled.

    database: DuckDB file with fct_customer_scores_daily.
    labels: Parquet with caller_id, as_of and the outcomes y30, y8to30, ybad30 (booleans).
    log_folder: folder that the adapter wrote; its interactions.parquet is read.

    Returns the number of label rows (`total`, `matched`), the AUC by predictor and outcome (None
    where an outcome always or never happened), and the number of rows with each outcome.
    """
    interactions = log_folder / "interactions.parquet"
    for path in (labels, interactions):
        if not path.is_file():
            raise ReportError(f"There is no file {path}.")
    with duckdb.connect() as connection:
        try:
            table = find_score_table(connection, database)
            connection.execute(
                "create temp view score_rows as"
                f" select customer_id, score_date, score from {table}"
            )
            connection.execute(
                RISKS_SQL, {"labels": str(labels), "interactions": str(interactions)}
            )
            total, matched = connection.execute(
                "select count(*), count(*) filter (where is_matched) from label_risks"
            ).fetchone()
            rows = connection.execute(AUC_SQL).fetchall()
        except duckdb.Error as error:
            raise ReportError(f"The comparison failed: {error}") from error
    aucs: dict[str, dict[str, float | None]] = {name: {} for name in PREDICTORS}
    happened = {}
    for predictor, outcome, happened_count, auc in rows:
        aucs[predictor][outcome] = auc
        if predictor == "decayed_count":
            happened[outcome] = happened_count
    return {"total": total, "matched": matched}, aucs, happened


def render(
    counts: dict[str, int],
    aucs: dict[str, dict[str, float | None]],
    happened: dict[str, int],
) -> str:
    """Return the report as plain text."""

    def line(name: str, cells: list[str]) -> str:
        return f"{name:<34}" + "".join(f"{cell:>9}" for cell in cells)

    def figure(auc: float | None) -> str:
        return "-" if auc is None else f"{auc:.4f}"

    lines = [
        f"label rows matched with the score of the day before: "
        f"{counts['matched']:,} of {counts['total']:,}",
        "",
        line("AUC", list(OUTCOMES)),
    ]
    for predictor, description in PREDICTORS.items():
        lines.append(line(description, [figure(aucs[predictor].get(name)) for name in OUTCOMES]))
    lines.append(line("threshold for the score", [f"{THRESHOLDS[name]:.3f}" for name in OUTCOMES]))
    lines.append(line("rows with the outcome", [f"{happened[name]:,}" for name in OUTCOMES]))
    lines.append("")
    lines.extend(f"{name}: {description}" for name, description in OUTCOMES.items())
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--database", type=Path, required=True, help="DuckDB file with the marts")
    parser.add_argument("--labels", type=Path, required=True, help="Parquet file of outcomes")
    parser.add_argument(
        "--log-folder", type=Path, required=True, help="folder that run_adapter.py wrote"
    )
    parser.add_argument(
        "--check", action="store_true", help="fail if the score is below a threshold"
    )
    options = parser.parse_args(arguments)
    try:
        counts, aucs, happened = measure(options.database, options.labels, options.log_folder)
    except ReportError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    if counts["matched"] < counts["total"] or counts["total"] == 0:
        print(
            f"error: {counts['matched']:,} of {counts['total']:,} label rows have a score of the"
            " day before. Score every day before a label, from the same log as the labels.",
            file=sys.stderr,
        )
        return 1
    print(render(counts, aucs, happened))
    if not options.check:
        return 0
    low = [
        name
        for name, threshold in THRESHOLDS.items()
        if aucs["score"][name] is None or aucs["score"][name] < threshold
    ]
    if low:
        print(f"error: the score is below its threshold for {', '.join(low)}.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
