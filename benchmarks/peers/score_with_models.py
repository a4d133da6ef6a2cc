"""Scores one day with the models of this project in DuckDB, on the files of export_input.py.

    python benchmarks/peers/score_with_models.py --input input --output scores.parquet --database scores.duckdb

Renders the models from int_conversation_days to int_ranked_scores from their files, each as a table or as a view as in
the project, and runs them in a new database. With --next-day it takes KEPT_MODELS as a run before left them in the
database, as daily runs do. The output has the columns of export_input.RESULT. Prints the seconds of each table and of
the output as JSON; views are computed with the output.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

import duckdb
from export_input import PARAMETERS, SEEDS, in_millionths

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "python_tests"))
import model_sql  # noqa: E402

GIVEN = ("int_interactions", "int_issue_states", "int_customer_days", *PARAMETERS, *SEEDS)
MODELS = {
    "int_conversation_days": "table",
    "int_topic_reports": "table",
    "int_changed_topic_reports": "view",
    "int_topic_report_days": "table",
    "int_daily_contacts": "table",
    "int_daily_issues": "table",
    "int_daily_topics": "table",
    "int_contact_rates": "view",
    "int_factor_frequency": "view",
    "int_factor_nature": "view",
    "int_factor_tone": "view",
    "int_factor_variety": "view",
    "int_factor_persistence": "view",
    "int_factor_recency": "view",
    "int_confidences": "view",
    "int_customer_scores": "table",
    "int_written_days": "table",
    "int_batch_days": "table",
    "int_kept_scores": "view",
    "int_written_scores": "view",
    "int_cohort_ranks": "view",
    "int_ranked_scores": "view",
}
# their rows of earlier days stay from run to run
KEPT_MODELS = ("int_conversation_days", "int_topic_reports", "int_topic_report_days")
# what models name only for dbt to build it before them
NAMED_ONLY = ("stg_raw__reads", "int_changed_topics")
# a day that is scored for the first time: no rows of it are kept, no customer is touched
FIRST_TIME = {
    "int_chunk_days": "select date '{day}' as score_date, 'new' as reason, timestamp '{day}' as newest_loaded_at",
    "int_scoring_days": "from int_chunk_days",
    "int_day_chunks": "select 1 as days_at_once",
    "int_day_writes": "from int_chunk_days where 1 = 0",
    "fct_score_restatements": "select score_date, newest_loaded_at as restated_at from int_day_writes",
    "int_touched_customers": "select '' as customer_id, date '{day}' as touched_from_date where 1 = 0",
}


def no_rows(model: str, columns: dict[str, str]) -> str:
    """Stands for the macro rows_held_by: a table without rows."""
    return f"select {', '.join(f'cast(null as {kind}) as {name}' for name, kind in columns.items())} where 1 = 0"


def all_rows(relation: str, *columns: str) -> str:
    """Stands for the macros that read changes only: reads everything."""
    return relation


def score(connection: duckdb.DuckDBPyConnection, folder: Path, output: Path, has_kept: bool) -> dict[str, float]:
    """Runs the models on the files of the folder, those that are kept only if the database has none; returns seconds.

    The seconds are by table; the result goes to `output`.
    """
    day = json.loads((folder / "day.json").read_text(encoding="utf-8"))["score_date"]
    for name in GIVEN:
        connection.execute(f"create or replace view {name} as from '{folder / name}.parquet'")
    for name, query in FIRST_TIME.items():
        connection.execute(f"create or replace view {name} as {query.format(day=day)}")
    relations = {name: name for name in (*GIVEN, *NAMED_ONLY, *FIRST_TIME, *MODELS)}
    macros = {"rows_held_by": no_rows, "of_changed_dates": all_rows, "of_changed_topics": all_rows}
    statements = {
        name: f"create or replace {kind} {name} as {model_sql.model_sql(name, relations, **macros)}"
        for name, kind in MODELS.items()
        if not (has_kept and name in KEPT_MODELS)
    }
    statements["output"] = f"copy ({in_millionths('int_ranked_scores')}) to '{output}'"
    seconds = {}
    for name, statement in statements.items():
        began = time.monotonic()
        connection.execute(statement)
        if MODELS.get(name) != "view":
            seconds[name] = time.monotonic() - began
    return seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--input", type=Path, required=True)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--database", type=Path, required=True)
    parser.add_argument("--next-day", action="store_true", help="take what a run before left in the database")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    if not options.next_day:
        options.database.unlink(missing_ok=True)
    # as in profiles.yml
    settings = {"threads": options.threads, "preserve_insertion_order": False}
    with duckdb.connect(str(options.database), config=settings) as connection:
        seconds = score(connection, options.input, options.output, has_kept=options.next_day)
    print(json.dumps(seconds))


if __name__ == "__main__":
    main()
