"""Finds texts that were planted: in every table and view of a database, and in every file of a folder."""

from collections import defaultdict
from pathlib import Path

import duckdb


def quoted(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def found_in(connection: duckdb.DuckDBPyConnection, relation: str, pattern: str) -> dict[str, set[str]]:
    """The matches of a regular expression in a relation as {column: {match}}, whatever the types; small and
    capital letters are the same."""
    names = [row[0] for row in connection.execute(f"describe select * from {relation}").fetchall()]
    matches = ", ".join(
        f"flatten(list(distinct regexp_extract_all(lower(cast({quoted(name)} as varchar)), $pattern)))"
        for name in names
    )
    row = connection.execute(f"select {matches} from {relation}", {"pattern": pattern}).fetchone()
    return {name: set(found) for name, found in zip(names, row, strict=True) if found}


def planted_in_database(pattern: str, database: Path) -> dict[str, set[str]]:
    """Where a database holds matches of a regular expression in small letters, as {match: {place}}.

    A place is `schema.table.column`. Every table and view of every schema is read, views on files too.
    """
    places = defaultdict(set)
    with duckdb.connect(str(database), read_only=True) as connection:
        relations = connection.execute(
            "select table_schema, table_name from information_schema.tables where table_catalog = current_catalog()"
        ).fetchall()
        assert relations
        for schema, table in relations:
            found = found_in(connection, f"{quoted(schema)}.{quoted(table)}", pattern)
            for column, matches in found.items():
                for match in matches:
                    places[match].add(f"{schema}.{table}.{column}")
    return dict(places)


def places_of(canary: str, database: Path) -> set[str]:
    """The places `schema.table.column` of a database at which a canary of letters and digits stands."""
    return planted_in_database(canary.lower(), database).get(canary.lower(), set())


def places_in_files(canary: str, folder: Path) -> set[str]:
    """The places of a folder at which a canary of letters and digits stands.

    A place is `file:column` of a Parquet file, `file:schema.table.column` of a DuckDB file, and `file` for any
    other file, read as bytes. Files are named from the folder on. For compiled files and logs, and for a folder
    that is published.
    """
    places = set()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = file.relative_to(folder).as_posix()
        if file.suffix == ".parquet":
            with duckdb.connect() as connection:
                path = str(file).replace("'", "''")
                places |= {f"{name}:{column}" for column in found_in(connection, f"'{path}'", canary.lower())}
        elif file.suffix in (".duckdb", ".db"):
            places |= {f"{name}:{place}" for place in places_of(canary, file)}
        elif canary.lower().encode() in file.read_bytes().lower():
            places.add(name)
    return places
