"""Rows and files that several behaviour tests start from."""

from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb
from conftest import DbtResult, raw_columns, rows_of, write_table
from reference import Portfolio, load_portfolio

FIRST_DAY = datetime(2026, 3, 2)
LAST_LOAD = datetime(2026, 3, 10, 3)


def small_portfolio() -> dict[str, list[dict]]:
    """Raw rows of two residents and a prospect with an interaction a day from 2026-03-02 to 2026-03-08.

    Everything was loaded at 2026-03-10 03:00 UTC, so the days from 2026-03-03 to 2026-03-08 are scored.
    """
    homes = {"anna": "north", "ben": "south", "cleo": "south"}
    return {
        "properties": [
            {
                "property_id": name,
                "property_name": name.title(),
                "time_zone": "America/Chicago",
                "unit_count": 40,
                "loaded_at": LAST_LOAD,
            }
            for name in ("north", "south")
        ],
        "customers": [
            {"customer_id": name, "full_name": name.title(), "created_at": FIRST_DAY, "loaded_at": LAST_LOAD}
            for name in homes
        ],
        "customer_roles": [
            {
                "role_id": f"role of {name}",
                "customer_id": name,
                "property_id": home,
                "role": "prospect" if name == "cleo" else "leaseholder",
                "started_on": date(2026, 1, 1),
                "loaded_at": LAST_LOAD,
            }
            for name, home in homes.items()
        ],
        "interactions": [
            {
                "interaction_id": f"{name} {day}",
                "customer_id": name,
                "property_id": home,
                "occurred_at": FIRST_DAY + timedelta(days=day, hours=18),
                "channel": "phone",
                "direction": "inbound",
                "interaction_type": ["complaint", "question", "thanks"][(day + number) % 3],
                "topic": ["plumbing", "noise"][day % 2],
                "importance": "normal",
                "is_escalated": False,
                "message_text": "The tap still drips, and nobody came.",
                "wait_seconds": 60,
                "loaded_at": LAST_LOAD,
            }
            for number, (name, home) in enumerate(homes.items())
            for day in range(7)
        ],
    }


def write_csv_tables(folder: Path, tables: dict[str, list[dict]]) -> None:
    """Writes every table of the contract as CSV; values that are texts are written as they are."""
    for table, columns in raw_columns().items():
        write_table(folder / f"{table}.csv", tables.get(table, []), dict.fromkeys(columns, "varchar"))


def problems(result: DbtResult) -> list[str]:
    """The lines of the list of problems that stopped a run, each once."""
    assert not result.success
    lines = (line.strip() for line in result.output.splitlines())
    found = list(dict.fromkeys(line.removeprefix("- ") for line in lines if line.startswith("- ")))
    assert found, result.output
    return found


def only(lines: list[str], *parts: str) -> str:
    """The one line that holds every part."""
    found = [line for line in lines if all(part in line for part in parts)]
    assert len(found) == 1, (parts, lines)
    return found[0]


def execute(database: Path, sql: str) -> None:
    """Runs a statement that changes a database."""
    with duckdb.connect(str(database)) as connection:
        connection.execute(sql)


def staged_portfolio(connection: duckdb.DuckDBPyConnection) -> Portfolio:
    """The staged rows of a database, in the shape that the reference reads."""
    return load_portfolio(
        {
            "properties": rows_of(connection, "from main_staging.stg_raw__properties"),
            "roles": rows_of(connection, "from main_staging.stg_raw__customer_roles"),
            "interactions": rows_of(
                connection,
                """
                select staged.*, interactions.sentiment_thousandths
                from main_staging.stg_raw__interactions as staged
                inner join main_intermediate.int_interactions as interactions using (interaction_id)
                """,
            ),
            "issue_versions": rows_of(connection, "from main_staging.stg_raw__issue_versions"),
        }
    )
