"""The driver of the behaviour tests: one workspace in which the project is run on inputs a test writes."""

import contextlib
import functools
import io
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
import yaml

PROJECT = Path(__file__).resolve().parent.parent
SOURCES = PROJECT / "models/staging/raw/_raw__sources.yml"


@functools.cache
def raw_columns() -> dict[str, dict[str, str]]:
    """The input contract as {table: {column: SQL type}}, read from the sources YAML."""
    source = yaml.safe_load(SOURCES.read_text())["sources"][0]
    return {
        table["name"]: {column["name"]: column["data_type"] for column in table["columns"]}
        for table in source["tables"]
    }


def write_table(file: Path, rows: list[dict], columns: dict[str, str], options: str = "") -> None:
    """Writes rows as a Parquet or CSV file, by the ending of its name, with the named columns and SQL types."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        declared = ", ".join(f'"{name}" {data_type}' for name, data_type in columns.items())
        connection.execute(f"create table written ({declared})")
        if rows:
            places = ", ".join("?" for _ in columns)
            values = [[row.get(name) for name in columns] for row in rows]
            connection.executemany(f"insert into written values ({places})", values)
        form = "format parquet" if file.suffix == ".parquet" else "format csv, header"
        connection.execute(f"copy written to '{file}' ({form}{options})")


def rows_of(connection: duckdb.DuckDBPyConnection, sql: str, parameters=()) -> list[dict]:
    """Rows of a query as dicts."""
    cursor = connection.execute(sql, parameters)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@dataclass
class DbtResult:
    """What a dbt command did: whether it succeeded, all it printed, and the status of each node by name."""

    success: bool
    output: str
    statuses: dict[str, str]


class Workspace:
    """A folder with raw input, a database and dbt's target folder.

    The paths stay the same for the whole session, so that dbt parses the project once; `clear` gives a test
    an empty raw folder and a database that holds nothing but the seeds.
    """

    def __init__(self, root: Path, project: Path = PROJECT):
        self.root = root
        self.project = project
        self.raw = root / "raw"
        self.database = root / "scores.duckdb"
        self.target = root / "target"
        self._seeded = root / "seeded.duckdb"
        self.environment = {
            "CX_RAW_PATH": str(self.raw),
            "CX_DUCKDB_PATH": str(self.database),
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        }
        self.raw.mkdir(parents=True)

    def clear(self) -> "Workspace":
        """Empties the raw folder and puts back a database with the seeds only."""
        shutil.rmtree(self.raw)
        self.raw.mkdir()
        if not self._seeded.exists():
            self.database.unlink(missing_ok=True)
            self.write_raw({})
            seeding = self.dbt("seed")
            assert seeding.success, seeding.output
            shutil.copy(self.database, self._seeded)
            shutil.rmtree(self.raw)
            self.raw.mkdir()
        shutil.copy(self._seeded, self.database)
        return self

    def write_raw(self, tables: dict[str, list[dict]], file_format: str = "parquet") -> None:
        """Writes every table of the contract; rows are dicts, a missing column is null, a missing table empty."""
        for table, columns in raw_columns().items():
            write_table(self.raw / f"{table}.{file_format}", tables.get(table, []), columns)

    def dbt(
        self,
        *arguments: str,
        variables: dict | None = None,
        environment: dict | None = None,
        artifacts: bool = False,
    ) -> DbtResult:
        """Runs a dbt command in this process, for example `dbt("build", "--select", "+dim_customers")`.

        Runs, builds and seeds leave no manifest, results and log unless `artifacts` is true: a third of the time.
        """
        from dbt.adapters.duckdb.connections import DuckDBConnectionManager
        from dbt.cli.main import dbtRunner

        command = [
            *arguments,
            "--project-dir", str(self.project),
            "--profiles-dir", str(self.project),
            "--target-path", str(self.target),
            "--log-path", str(self.root / "logs"),
            "--no-use-colors",
        ]  # fmt: skip
        if arguments[0] in ("run", "build", "seed") and not artifacts:
            command += ["--no-write-json", "--log-level-file", "none"]
        if variables:
            command += ["--vars", yaml.safe_dump(variables)]
        printed = io.StringIO()
        before = dict(os.environ)
        os.environ.update(self.environment | (environment or {}))
        try:
            with contextlib.redirect_stdout(printed):
                outcome = dbtRunner().invoke(command)
        finally:
            DuckDBConnectionManager.close_all_connections()
            os.environ.clear()
            os.environ.update(before)
        results = getattr(outcome.result, "results", None) or []
        return DbtResult(
            success=outcome.success,
            output=printed.getvalue() + (str(outcome.exception) if outcome.exception else ""),
            # run-operation has results without a node
            statuses={result.node.name: str(result.status) for result in results if hasattr(result, "node")},
        )

    def run(self, *arguments: str, answers: bool = False, **options) -> DbtResult:
        """Runs the models without the data tests and fails the test if any does not build.

        The models tagged `answers`, which read the scores and feed nothing back, only if `answers` is true.
        """
        result = self.dbt("run", *arguments, *([] if answers else ["--exclude", "tag:answers"]), **options)
        assert result.success, result.output
        return result

    def dbt_in_child(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
        """Runs a dbt command in a process of its own, for an engine with other settings or of another version."""
        own = {
            "DBT_PROJECT_DIR": str(self.project),
            "DBT_PROFILES_DIR": str(self.project),
            "DBT_TARGET_PATH": str(self.root / "target_of_child"),
            "DBT_LOG_PATH": str(self.root / "logs"),
        }
        return subprocess.run(
            [sys.executable, str(Path(sys.executable).with_name("dbt")), *arguments],
            env=os.environ | self.environment | own | environment,
            capture_output=True,
            text=True,
        )

    def query(self, sql: str) -> list[dict]:
        """Rows of a query on the database as dicts."""
        with duckdb.connect(str(self.database), read_only=True) as connection:
            return rows_of(connection, sql)


def duckdb_1_5() -> str:
    """The folder with the oldest supported DuckDB, which `make test` installs, as a PYTHONPATH for a child."""
    if "CX_TEST_DUCKDB_1_5" not in os.environ:
        pytest.skip("CX_TEST_DUCKDB_1_5 does not name a folder with DuckDB 1.5")
    folder = Path(os.environ["CX_TEST_DUCKDB_1_5"]).absolute()
    assert list(folder.glob("duckdb-1.5.*.dist-info"))
    return str(folder)


def copy_project(folder: Path) -> Path:
    """A copy of the project's files in `folder`, for tests that change a seed or a setting."""
    ignored = shutil.ignore_patterns(".*", "target", "logs", "data", "python_tests")
    return Path(shutil.copytree(PROJECT, folder, ignore=ignored))


# The longest files first, so that no worker waits long for another at the end.
LONG_FILES = (
    "test_restatements.py",
    "test_spark.py",
    "test_daily_runs.py",
    "test_fingerprint.py",
    "test_soak.py",
    "test_publication.py",
    "test_bad_rows.py",
    "test_privacy.py",
    "test_initiatives.py",
    "test_score_validation.py",
)


def pytest_configure(config: pytest.Config) -> None:
    """Names the marks of tests."""
    config.addinivalue_line("markers", "spark: takes minutes on Apache Spark; run by `make test-spark`")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts the tests of the longest files first."""
    order = {name: place for place, name in enumerate(LONG_FILES)}
    items.sort(key=lambda item: order.get(item.path.name, len(order)))


@pytest.fixture(scope="session")
def shared_workspace(tmp_path_factory) -> Workspace:
    """The one workspace of the session."""
    return Workspace(tmp_path_factory.mktemp("workspace"))


@pytest.fixture
def workspace(shared_workspace) -> Workspace:
    """A cleared workspace: no raw files, seeds loaded, nothing scored."""
    return shared_workspace.clear()


@pytest.fixture(scope="session")
def manifests(shared_workspace) -> dict[str, dict]:
    """What dbt writes when it parses the project, by name of the file: `manifest` and `semantic_manifest`."""
    parsed = shared_workspace.dbt("parse")
    assert parsed.success, parsed.output
    return {
        name: json.loads((shared_workspace.target / f"{name}.json").read_text(encoding="utf-8"))
        for name in ("manifest", "semantic_manifest")
    }


@pytest.fixture(scope="session")
def example(tmp_path_factory) -> tuple[Path, Path]:
    """The shipped example as (folder, database built from it with all unit and data tests).

    `make test` writes and builds it in steps of its own and names both in CX_TEST_EXAMPLE and
    CX_TEST_DATABASE; a run of pytest alone does so here.
    """
    if "CX_TEST_DATABASE" in os.environ:
        return Path(os.environ["CX_TEST_EXAMPLE"]), Path(os.environ["CX_TEST_DATABASE"])
    workspace = Workspace(tmp_path_factory.mktemp("example"))
    generator = [sys.executable, str(PROJECT / "scripts/generate_example.py"), "--output", str(workspace.raw)]
    subprocess.run(generator, check=True, capture_output=True)
    build = workspace.dbt("build")
    assert build.success, build.output
    return workspace.raw, workspace.database


@pytest.fixture(scope="session")
def example_database(example) -> Path:
    """The database of the shipped example."""
    return example[1]


@pytest.fixture(scope="module")
def connection(example_database):
    """The database of the shipped example, opened for reading."""
    with duckdb.connect(str(example_database), read_only=True) as opened:
        yield opened


@pytest.fixture(scope="session")
def small_example(tmp_path_factory, example_database) -> Path:
    """The database of the example with its last three days in every mart that has a row per day and more."""
    database = tmp_path_factory.mktemp("small_example") / "scores.duckdb"
    shutil.copy(example_database, database)
    with duckdb.connect(str(database)) as connection:
        marts = connection.execute(
            "select table_name from information_schema.columns natural join information_schema.tables "
            "where table_schema = 'main' and table_type = 'BASE TABLE' "
            "and starts_with(table_name, 'fct_') and column_name = 'score_date'"
        ).fetchall()
        for (mart,) in marts:
            connection.execute(f"delete from {mart} where score_date <= (select max(score_date) from {mart}) - 3")
    return database


@pytest.fixture(scope="session")
def example_truth(example) -> Path:
    """The hidden satisfaction behind the shipped example, one row per customer."""
    return example[0] / "_truth/satisfaction.parquet"
