"""Run adapter.sql: turn the UCI incident log into the Parquet files of the source `raw`."""

from __future__ import annotations

import argparse
import datetime
import sys
from pathlib import Path

import duckdb

ADAPTER_SQL = Path(__file__).with_name("adapter.sql")
TABLES = (
    "properties",
    "customers",
    "customer_roles",
    "interactions",
    "issues",
    "surveys",
    "initiatives",
)
LOG_FILE_NAMES = ("uci_incident_events_dev.parquet", "incident_event_log.csv")
LOG_COLUMNS = (
    "number",
    "incident_state",
    "reopen_count",
    "sys_mod_count",
    "caller_id",
    "opened_at",
    "sys_updated_at",
    "contact_type",
    "location",
    "category",
    "priority",
)


class AdapterError(Exception):
    """The log can not be mapped; the message says what to do."""


def find_log(folder: Path) -> Path:
    """Return the first known log file in `folder`. Raises AdapterError if there is none."""
    for name in LOG_FILE_NAMES:
        if (folder / name).is_file():
            return folder / name
    names = " or ".join(LOG_FILE_NAMES)
    raise AdapterError(f"No incident log in {folder}: expected {names}.")


def check_columns(connection: duckdb.DuckDBPyConnection, log: Path) -> None:
    """Raise AdapterError if `log` lacks a column that adapter.sql reads."""
    if log.suffix.lower() == ".csv":
        query = "describe select * from read_csv(?, header = true, all_varchar = true)"
    else:
        query = "describe select * from read_parquet(?)"
    present = {row[0].lower() for row in connection.execute(query, [str(log)]).fetchall()}
    missing = [name for name in LOG_COLUMNS if name not in present]
    if missing:
        raise AdapterError(f"{log} lacks the column(s): {', '.join(missing)}.")


def run_adapter(
    log: Path, output: Path, known_until: datetime.date | None = None
) -> dict[str, int]:
    """Write the seven Parquet files of `raw` into `output`, which is created if needed.

    log: Parquet file of updates, or the archive's CSV file.
    known_until: last day whose updates are read, by sys_updated_at; None reads all.
    Returns the number of rows per table. Raises AdapterError with a readable message.
    """
    if not log.is_file():
        raise AdapterError(f"There is no incident log at {log}.")
    with duckdb.connect() as connection:
        try:
            check_columns(connection, log)
            output.mkdir(parents=True, exist_ok=True)
            connection.execute("set variable log_path = ?", [str(log)])
            connection.execute("set variable output_folder = ?", [str(output)])
            connection.execute("set variable known_until = ?", [known_until])
            connection.execute(ADAPTER_SQL.read_text(encoding="utf-8"))
            return {
                table: connection.execute(
                    "select count(*) from read_parquet(?)", [str(output / f"{table}.parquet")]
                ).fetchone()[0]
                for table in TABLES
            }
        except (duckdb.Error, OSError) as error:
            raise AdapterError(f"{log} could not be mapped: {error}") from error


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--log", type=Path, help="the log, as Parquet or as the archive's CSV")
    source.add_argument("--data", type=Path, help="a folder with the log under its usual name")
    parser.add_argument("--output", type=Path, required=True, help="folder for the raw tables")
    parser.add_argument(
        "--known-until",
        type=datetime.date.fromisoformat,
        metavar="YYYY-MM-DD",
        help="read only updates written on or before this day",
    )
    options = parser.parse_args(arguments)
    try:
        log = options.log or find_log(options.data)
        counts = run_adapter(log, options.output, options.known_until)
    except AdapterError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    for table, count in counts.items():
        print(f"{table:<16}{count:>8,} rows")
    return 0


if __name__ == "__main__":
    sys.exit(main())
