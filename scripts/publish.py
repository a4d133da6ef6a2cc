"""Publish the marts: copies that readers open while the database is being written.

    python scripts/publish.py

Writes a new version below CX_PUBLISH_PATH (default target/published) from the database CX_DUCKDB_PATH, then lets the
link `current` name it. Months in which nothing changed are taken over from the version before. docs/publication.md says
what readers find there.

Exit codes: 0 published, 1 not published, 2 misuse, 75 a daily job is using the database.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime
import fcntl
import hashlib
import json
import os
import re
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import duckdb
from job_lock import Locked, job_lock

PROJECT = Path(__file__).resolve().parent.parent
# The oldest version of DuckDB that reads serving.duckdb.
STORAGE_VERSION = "v1.5.0"
DAILY_SCORES = "fct_customer_scores_daily"
# Models that only read the scores: a portfolio may leave them out of its runs.
ANSWERS_TAG = "answers"
# Above this share of free space the copied serving.duckdb is written anew.
MOST_FREE_SPACE = 1 / 3
# Of the months that are copied, those are sorted together that have no more rows than this but for the last.
ROWS_AT_ONCE = 5_000_000
VERSION_FORMAT = "%Y-%m-%dT%H-%M-%SZ"
VERSION_NAME = r"\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ"
# What an interrupted publication leaves of a version.
LEFTOVER_NAME = rf"\.{VERSION_NAME}\.(writing|spill)"
# Owner writes, group reads, nobody else sees anything.
UMASK = 0o027


class PublicationError(Exception):
    """Why nothing was published and what to do about it."""


class Marts:
    """The public marts of dbt's manifest, and what their views read.

    `models` has the manifest's nodes in an order in which they can be created.
    """

    def __init__(self, manifest: Path):
        try:
            nodes = json.loads(manifest.read_text(encoding="utf-8"))["nodes"]
        except (OSError, ValueError, KeyError) as error:
            raise PublicationError(f"There is no manifest of dbt at {manifest}: run `make build` first.") from error
        self._keys = {
            test["attached_node"]: (test["test_metadata"]["kwargs"].get("column_names") or [test["column_name"]])
            for test in nodes.values()
            if (test.get("test_metadata") or {}).get("name") in ("unique", "unique_combination")
        }
        public = [
            node
            for node in nodes.values()
            if node["resource_type"] == "model" and node["access"] == "public" and node["path"].startswith("marts/")
        ]
        self.names = sorted(node["alias"] for node in public)
        self.models: dict[str, dict] = {}

        def add(identifier: str) -> None:
            node = nodes[identifier]
            for read in dependencies(node):
                add(read)
            self.models.setdefault(identifier, node)

        for node in public:
            add(node["unique_id"])

    def leave_out(self, identifiers: Iterable[str]) -> None:
        """Takes models away, as if they were not public."""
        left_out = {self.models.pop(identifier)["alias"] for identifier in identifiers}
        self.names = [name for name in self.names if name not in left_out]

    def order(self, node: dict) -> str:
        """The columns that rows are sorted by: the key, days first, so that a reader of a day finds it in one place."""
        key = self._keys.get(node["unique_id"])
        return ", ".join(sorted(key, key=lambda column: column != "score_date")) if key else "all"

    def is_monthly(self, node: dict) -> bool:
        """Whether a mart has many rows a day, and so a file for each month."""
        key = self._keys.get(node["unique_id"], [])
        return node["alias"] in self.names and "score_date" in key and len(key) > 1


def dependencies(node: dict) -> list[str]:
    """What a node needs to be read: what it selects from if it is a view, nothing if it is stored."""
    return node["depends_on"]["nodes"] if is_view(node) else []


def publish(database: Path, folder: Path, manifest: Path) -> dict:
    """Publishes the marts of a database and returns the content of the new version's manifest.json.

    Raises PublicationError with `current` as it was. The database is opened read-only. The caller sees to it that
    no build runs meanwhile; two publications into one folder exclude each other.
    """
    require(database)
    marts = Marts(manifest)
    umask_before = os.umask(UMASK)
    try:
        versions = folder / "versions"
        versions.mkdir(parents=True, exist_ok=True)
        with alone_in(folder):
            remove_unlinked(folder)
            try:
                version = next_version(versions)
                writing = versions / f".{version}.writing"
                writing.mkdir()
                description = {"version": version, **write_version(writing, database, marts, folder / "current")}
                (writing / "manifest.json").write_text(json.dumps(description, indent=2) + "\n", encoding="utf-8")
                for path in (*writing.rglob("*"), writing):
                    sync(path)
                writing.rename(versions / version)
                sync(versions)
                if (folder / "current").is_symlink():
                    link(folder / "previous", os.readlink(folder / "current"))
                link(folder / "current", f"versions/{version}")
            finally:
                remove_unlinked(folder)
    except (OSError, duckdb.Error) as error:
        raise PublicationError(explain(error, database, folder)) from error
    finally:
        os.umask(umask_before)
    return description


def require(database: Path) -> None:
    """Raises PublicationError if there is no database."""
    if not database.exists():
        raise PublicationError(
            f"There is no database at {database}: run `make build` first, or set CX_DUCKDB_PATH to its file."
        )


def write_version(writing: Path, database: Path, marts: Marts, previous: Path) -> dict:
    """Writes the files of a version except its manifest.json, of which it returns the content.

    `previous` is the folder of the version before, or none yet; files of months that did not change are links to its.
    """
    serving = writing / "serving.duckdb"
    limits = {"threads": "CX_THREADS", "memory_limit": "CX_MEMORY_LIMIT"}
    settings = {setting: os.environ[name] for setting, name in limits.items() if os.environ.get(name)}
    settings["temp_directory"] = str(writing.with_suffix(".spill"))
    held = read_manifest(previous)
    with duckdb.connect(config=settings) as connection:
        connection.execute(f"attach {literal(database)} as source (read_only)")
        keep_built(connection, database, marts)
        attach_serving(connection, serving, previous / serving.name if held else None)
        drop_what_is_no_longer_copied(connection, marts)
        contents = Contents(connection, marts)
        for node in marts.models.values():
            create(connection, node, marts, contents)
        # closing the connection writes the last blocks as well, but does not say if it could not
        connection.execute("use memory")
        connection.execute("detach serving")
        connection.execute(f"attach {literal(serving)} as serving (read_only)")
        for node in marts.models.values():
            if not is_view(node):
                verify(contents, f"serving.{node['schema']}.{node['alias']}", node, contents.of(node))
        connection.execute("use serving")
        files = {}
        for node in marts.models.values():
            if node["alias"] in marts.names:
                files |= write_parquet(connection, writing, node, marts, contents, previous, held)
        (score_date,) = connection.execute(f"select max(score_date) from {DAILY_SCORES}").fetchall()[0]
    serving.chmod(0o440)
    return {
        "score_date": score_date and score_date.isoformat(),
        "project_version": re.search(r"^version: *(\S+)", (PROJECT / "dbt_project.yml").read_text(), re.MULTILINE)[1],
        "models": marts.names,
        "files": {**dict(sorted(files.items())), serving.name: size_and_hash(serving)},
    }


def read_manifest(version: Path) -> dict[str, dict]:
    """The files that the manifest.json of a version lists; none if there is no version."""
    try:
        return json.loads((version / "manifest.json").read_text(encoding="utf-8"))["files"]
    except (OSError, ValueError, KeyError):
        return {}


def keep_built(connection: duckdb.DuckDBPyConnection, database: Path, marts: Marts) -> None:
    """Leaves out the answers that were never built; raises PublicationError if the database lacks another model."""
    stored = set(
        connection.execute(
            "select schema_name, table_name from duckdb_tables() where database_name = 'source' "
            "union all select schema_name, view_name from duckdb_views() where database_name = 'source'"
        ).fetchall()
    )
    missing = {name: node for name, node in marts.models.items() if (node["schema"], node["alias"]) not in stored}
    needed = sorted(node["alias"] for node in missing.values() if ANSWERS_TAG not in node["tags"])
    if needed:
        raise PublicationError(f"{database} has no {', '.join(needed)}: run `make build` first.")
    marts.leave_out(missing)


def attach_serving(connection: duckdb.DuckDBPyConnection, serving: Path, held: Path | None) -> None:
    """Attaches the database of the new version: a copy of the one before, or an empty one.

    A copy that another version of DuckDB can not read, or that is mostly free space, is not used.
    """
    attach = f"attach {literal(serving)} as serving (storage_version '{STORAGE_VERSION}')"
    if held is not None and held.exists():
        shutil.copyfile(held, serving)
        with contextlib.suppress(duckdb.Error):
            connection.execute(attach)
            total, free = connection.execute(
                "select total_blocks, free_blocks from pragma_database_size() where database_name = 'serving'"
            ).fetchall()[0]
            if free <= total * MOST_FREE_SPACE:
                connection.execute("use serving")
                return
            connection.execute("detach serving")
        serving.unlink()
    connection.execute(attach)
    connection.execute("use serving")


def drop_what_is_no_longer_copied(connection: duckdb.DuckDBPyConnection, marts: Marts) -> None:
    """Removes views and tables from the attached database `serving` that the version before had and this one has not."""
    copied = {(node["schema"], node["alias"], is_view(node)) for node in marts.models.values()}
    for schema, name, is_held_as_view in connection.execute(
        "select schema_name, view_name, true from duckdb_views() where database_name = 'serving' and not internal "
        "union all select schema_name, table_name, false from duckdb_tables() where database_name = 'serving'"
    ).fetchall():
        if (schema, name, is_held_as_view) not in copied:
            connection.execute(f"drop {'view' if is_held_as_view else 'table'} {schema}.{name}")


class Contents:
    """What the models of the source hold, as a short text for each month: the number of rows and a hash over them.

    A model without a day is one month without a name. A view has the contents of what it reads, of the month and the
    one before, as a day may be compared with an earlier one, and its own SQL.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, marts: Marts):
        self._connection, self._marts = connection, marts
        self._of: dict[str, dict[str, str]] = {}
        for node in marts.models.values():
            self._of[node["unique_id"]] = self._of_view(node) if is_view(node) else self.read("source", node)

    def of(self, node: dict) -> dict[str, str]:
        """The content of a model by month."""
        return self._of[node["unique_id"]]

    def read(self, database: str, node: dict) -> dict[str, str]:
        """The content of the copy of a model in a database, by month."""
        return self.read_rows(f"{database}.{node['schema']}.{node['alias']}", node)

    def read_rows(self, relation: str, node: dict) -> dict[str, str]:
        """The content of any relation with the columns of a model, by month."""
        columns = self.columns("source", node)
        month = "strftime(score_date, '%Y-%m')" if self._marts.is_monthly(node) else "''"
        return {
            name: f"{rows} rows, {total:x}"
            for name, rows, total in self._connection.execute(
                f"select {month}, count(*), sum(hash({', '.join(columns)})) from {relation} group by 1 order by 1"
            ).fetchall()
        }

    def columns(self, database: str, node: dict) -> dict[str, str]:
        """The columns of the copy of a model in a database with their types; none if there is no copy."""
        found = self._connection.execute(
            "select column_name, data_type from duckdb_columns() "
            "where database_name = ? and schema_name = ? and table_name = ? order by column_index",
            [database, node["schema"], node["alias"]],
        ).fetchall()
        return dict(found)

    def _of_view(self, node: dict) -> dict[str, str]:
        reads = [(self._marts.models[name], self._of[name]) for name in dependencies(node)]
        monthly = [content for read, content in reads if self._marts.is_monthly(read)]
        whole = [content for read, content in reads if not self._marts.is_monthly(read)]
        months = sorted({month for content in monthly for month in content}) or [""]
        return {
            month: hashlib.sha256(
                json.dumps(
                    [self.sql(node), whole, [[content.get(name) for name in (before, month)] for content in monthly]]
                ).encode()
            ).hexdigest()
            for before, month in zip([None, *months], months, strict=False)
        }

    def sql(self, node: dict) -> str:
        """The SQL of a view of the source, without the name of the database."""
        (sql,) = self._connection.execute(
            "select sql from duckdb_views() where database_name = 'source' and schema_name = ? and view_name = ?",
            [node["schema"], node["alias"]],
        ).fetchall()[0]
        return without_database(sql, [self._marts.models[read] for read in dependencies(node)])


def is_view(node: dict) -> bool:
    return node["config"]["materialized"] == "view"


def create(connection: duckdb.DuckDBPyConnection, node: dict, marts: Marts, contents: Contents) -> None:
    """Makes a table or view in the attached database `serving`, with the descriptions as comments.

    Of a table with a file for each month only the months that differ from those of the source are replaced.
    """
    name = f"{node['schema']}.{node['alias']}"
    connection.execute(f"create schema if not exists {node['schema']}")
    if is_view(node):
        connection.execute(f"drop view if exists {name}")
        connection.execute(contents.sql(node))
        describe(connection, node)
        return
    columns = contents.columns("source", node)
    if not (marts.is_monthly(node) and contents.columns("serving", node) == columns):
        connection.execute(f"create or replace table {name} as from source.{name} limit 0")
    describe(connection, node)
    for first, last in stretches(contents.read("serving", node), contents.of(node)):
        rows = f"{name} where {in_months(first, last)}"
        connection.execute(f"delete from {rows}")
        connection.execute(f"insert into {name} from source.{rows} order by {marts.order(node)}")


def stretches(held: Mapping[str, str], wanted: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The first and last month of each stretch of months whose contents differ.

    Few months at a time would be written twice, as DuckDB joins what each leaves at its end; many need room to sort.
    """
    stretch, rows = [], 0
    for month in sorted(held.keys() | wanted.keys()):
        is_due = held.get(month) != wanted.get(month)
        if stretch and (not is_due or rows >= ROWS_AT_ONCE):
            yield stretch[0], stretch[-1]
            stretch, rows = [], 0
        if is_due:
            stretch.append(month)
            rows += int(wanted.get(month, "0 rows").partition(" ")[0])
    if stretch:
        yield stretch[0], stretch[-1]


def describe(connection: duckdb.DuckDBPyConnection, node: dict) -> None:
    """Gives a table or view in `serving` and its columns their descriptions as comments, where they have others.

    A comment writes all that the database knows of a table once more, which for one with a long history takes a while.
    """
    name, kind = f"{node['schema']}.{node['alias']}", "view" if is_view(node) else "table"
    wanted = {f"{kind} {name}": node["description"].strip()} | {
        f"column {name}.{column['name']}": column["description"].strip() for column in node["columns"].values()
    }
    held = dict(
        connection.execute(
            f"select '{kind} {name}', comment from duckdb_{kind}s() "
            f"where database_name = 'serving' and schema_name = $schema and {kind}_name = $name "
            f"union all select 'column {name}.' || column_name, comment from duckdb_columns() "
            "where database_name = 'serving' and schema_name = $schema and table_name = $name",
            {"schema": node["schema"], "name": node["alias"]},
        ).fetchall()
    )
    for object_name, description in wanted.items():
        if held.get(object_name) != description:
            connection.execute(f"comment on {object_name} is {literal(description)}")


def in_months(first: str, last: str) -> str:
    """A condition on score_date; the empty month holds all rows."""
    if not first:
        return "true"
    return f"score_date >= date '{first}-01' and score_date < date '{last}-01' + interval 1 month"


def write_parquet(
    connection: duckdb.DuckDBPyConnection,
    writing: Path,
    node: dict,
    marts: Marts,
    contents: Contents,
    previous: Path,
    held: dict[str, dict],
) -> dict[str, dict]:
    """Writes the Parquet files of a mart, or links those of the version before whose content is the same.

    Returns their entries in the manifest.json, by name.
    """
    name = f"{node['schema']}.{node['alias']}"
    entries = {}
    for month, content in (contents.of(node) or {"": "no rows"}).items():
        file = f"{node['alias']}/{month or 'no_rows'}.parquet" if marts.is_monthly(node) else f"{node['alias']}.parquet"
        path = writing / file
        path.parent.mkdir(exist_ok=True)
        named = f"duckdb {duckdb.__version__}, {content}"
        if held.get(file, {}).get("content") == named and link_or_copy(previous / file, path):
            entries[file] = held[file]
            continue
        rows_of_month = f"from source.{name} where {in_months(month, month)}"
        (rows,) = connection.execute(
            f"copy ({rows_of_month} order by {marts.order(node)}) to {literal(path)} (format parquet, compression zstd)"
        ).fetchall()[0]
        # the content of a table is the hash of its rows, that of a view is not
        is_known = rows and not is_view(node)
        expected = {month: content} if is_known else contents.read_rows(f"({rows_of_month})", node)
        verify(contents, literal(path), node, expected)
        entries[file] = {"rows": rows, "content": named, **size_and_hash(path)}
    return entries


def link_or_copy(held: Path, path: Path) -> bool:
    """Gives a file a second name, or a copy where the file system has no such links; false if it is not there."""
    if not held.exists():
        return False
    try:
        os.link(held, path)
    except OSError:
        shutil.copyfile(held, path)
    return True


def verify(contents: Contents, copy: str, node: dict, expected: dict[str, str]) -> None:
    """Raises PublicationError unless a copy of rows of a model has the content that it should have."""
    if contents.read_rows(copy, node) != expected:
        raise PublicationError(
            f"{copy} does not have the rows of the database, as if the disk had lost some: publish again, and have the "
            "disk checked if this repeats."
        )


def without_database(sql: str, tables: list[dict]) -> str:
    """The SQL of a view without the name of the database before the tables that it reads; DuckDB 1.5 keeps it."""
    for table in tables:
        sql = re.sub(rf'("[^"]*"|\w+)\.(?={table["schema"]}\.{table["alias"]}\b)', "", sql)
    return sql


def size_and_hash(path: Path) -> dict:
    with path.open("rb") as file:
        return {"bytes": path.stat().st_size, "sha256": hashlib.file_digest(file, "sha256").hexdigest()}


def next_version(versions: Path) -> str:
    """The UTC time as the name of a version, later than every version there is."""
    moment = datetime.datetime.now(datetime.UTC).replace(tzinfo=None)
    names = [path.name for path in versions.iterdir() if re.fullmatch(VERSION_NAME, path.name)]
    if names:
        moment = max(moment, datetime.datetime.strptime(max(names), VERSION_FORMAT) + datetime.timedelta(seconds=1))
    return moment.strftime(VERSION_FORMAT)


@contextlib.contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Keeps other publications out of a folder."""
    file = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise PublicationError(f"Another publication is writing to {folder}: wait until it is done.") from None
        yield
    finally:
        os.close(file)


def remove_unlinked(folder: Path) -> None:
    """Removes versions that neither `current` nor `previous` names, and what interrupted publications left."""
    linked = {os.readlink(path) for path in (folder / "current", folder / "previous") if path.is_symlink()}
    for path in (folder / "versions").iterdir():
        is_ours = re.fullmatch(f"{VERSION_NAME}|{LEFTOVER_NAME}", path.name)
        if is_ours and f"versions/{path.name}" not in linked:
            shutil.rmtree(path, ignore_errors=True)
            if path.exists():
                print(f"{path} could not be removed; remove it by hand.", file=sys.stderr)


def link(path: Path, target: str) -> None:
    """Lets a link name a target from one moment to the next, for good."""
    aside = path.with_name(f".{path.name}.new")
    aside.unlink(missing_ok=True)
    aside.symlink_to(target)
    aside.replace(path)
    sync(path.parent)


def sync(path: Path) -> None:
    """Waits until a file or folder is on the disk."""
    file = os.open(path, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def explain(error: Exception, database: Path, folder: Path) -> str:
    """An error of the system or of DuckDB as a sentence that says what to do."""
    text = str(error)
    if holder := re.search(r"lock is held in (.+?) \(PID (\d+)\)", text):
        return f"{database} is being written by process {holder[2]} ({holder[1]}): wait until it is done, or end it."
    if re.search("No space left on device|Disk quota exceeded|File too large", text):
        return f"The disk of {folder} is full ({text}): make room and publish again."
    if re.search("Permission denied|Read-only file system|Operation not permitted", text):
        return f"{text}: let this user write to {folder} and read {database}, or set CX_PUBLISH_PATH to another folder."
    return f"The marts of {database} could not be copied to {folder}: {text}"


def literal(text: object) -> str:
    """A text as an SQL literal."""
    return "'" + str(text).replace("'", "''") + "'"


def paths(environment: Mapping[str, str]) -> tuple[Path, Path, Path]:
    """Database, folder to publish to, and folder with dbt's artifacts, as the environment names them."""
    project = Path(environment.get("DBT_PROJECT_DIR") or PROJECT)
    target = project / (environment.get("DBT_TARGET_PATH") or "target")
    database = environment.get("CX_DUCKDB_PATH") or project / "target/customer_experience.duckdb"
    folder = environment.get("CX_PUBLISH_PATH") or project / "target/published"
    return Path(database).absolute(), Path(folder).absolute(), target.absolute()


def main(argv: list[str] | None = None, environment: Mapping[str, str] = os.environ) -> int:
    """Publishes once and returns the exit code."""
    summary, _, _ = __doc__.partition("\n")
    argparse.ArgumentParser(description=summary).parse_args(argv)
    database, folder, target = paths(environment)
    try:
        # before the lock, which would leave its file beside a misspelled path
        require(database)
        with job_lock(database):
            version = publish(database, folder, target / "manifest.json")
    except Locked as error:
        print(error, file=sys.stderr)
        return 75
    except (PublicationError, OSError) as error:
        print(f"Nothing was published. {error}", file=sys.stderr)
        return 1
    marts = len(version["models"])
    print(f"{folder}/current is version {version['version']}: {marts} marts to {version['score_date']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
