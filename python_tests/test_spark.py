"""The same models on Apache Spark: the same tables as on DuckDB, run after run, after a stop and on a cluster."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from conftest import PROJECT, Workspace
from simulation import simulate

DAILY = "fct_customer_scores_daily"
# Spark starts faster without what pays on much data only.
SETTINGS = """
spark.sql.adaptive.enabled false
spark.sql.codegen.wholeStage false
spark.sql.codegen.factoryMode NO_CODEGEN
"""
JAVA_OPTIONS = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"


@dataclass
class SparkWorkspace:
    """A warehouse folder of Spark in which the project is run by an environment that has dbt-spark."""

    root: Path
    python: Path

    @property
    def warehouse(self) -> Path:
        return self.root / "warehouse"

    @property
    def environment(self) -> dict[str, str]:
        settings = self.root / "settings"
        settings.mkdir(parents=True, exist_ok=True)
        (settings / "spark-defaults.conf").write_text(SETTINGS)
        return os.environ | {
            "CX_SPARK_WAREHOUSE": str(self.warehouse),
            "CX_SPARK_SHUFFLE_PARTITIONS": "1",
            "CX_SPARK_JAVA_OPTIONS": JAVA_OPTIONS,
            "SPARK_CONF_DIR": str(settings),
            "SPARK_LOCAL_IP": "127.0.0.1",
            "DBT_PROJECT_DIR": str(PROJECT),
            "DBT_PROFILES_DIR": str(PROJECT),
            "DBT_TARGET": "spark",
            "DBT_TARGET_PATH": str(self.root / "target"),
            "DBT_LOG_PATH": str(self.root / "logs"),
            "DBT_USE_COLORS": "false",
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        }

    def start(self, *steps: tuple[Path, list[str]], **environment: str) -> subprocess.Popen:
        """Begins to run dbt commands, each on the raw files of a folder."""
        commands = json.dumps([[str(folder), arguments] for folder, arguments in steps])
        return subprocess.Popen(
            [str(self.python), str(PROJECT / "python_tests/spark_steps.py"), commands],
            env=self.environment | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def run(self, *steps: tuple[Path, list[str]], **environment: str) -> str:
        """Runs dbt commands, each on the raw files of a folder, and returns what they print."""
        process = self.start(*steps, **environment)
        output, _ = process.communicate()
        assert process.returncode == 0, output
        return output

    def tables(self) -> dict[str, str]:
        """How DuckDB reads each table of the project, by its name."""
        return {
            folder.name: f"read_parquet('{folder}/**/*.parquet', hive_partitioning = true, union_by_name = true)"
            for database in self.warehouse.glob("main*.db")
            for folder in database.iterdir()
        }


@pytest.fixture(scope="session")
def spark_python() -> Path:
    """The Python of the environment with dbt-spark, which `make test` and `make test-spark` set up."""
    if "CX_TEST_SPARK" not in os.environ:
        pytest.skip("CX_TEST_SPARK does not name an environment with dbt-spark")
    return Path(os.environ["CX_TEST_SPARK"]).absolute() / "bin/python"


@pytest.fixture(scope="session")
def spark(tmp_path_factory, spark_python) -> SparkWorkspace:
    return SparkWorkspace(tmp_path_factory.mktemp("spark"), spark_python)


def rows_of(database: Path, read: str, names: list[str]) -> list[tuple]:
    """The rows of a table or of a reader of files in a fixed order, each value as text."""
    # Spark writes times with the zone UTC
    texts = ", ".join(f"cast({name} as varchar) as {name}" for name in names)
    with duckdb.connect(str(database), read_only=True) as connection:
        connection.execute("set TimeZone = 'UTC'")
        rows = connection.execute(f"select {texts} from {read} order by all").fetchall()
    return [tuple(value and re.sub(r"(:\d\d(\.\d+)?)\+00$", r"\1", value) for value in row) for row in rows]


def differing_tables(spark: SparkWorkspace, database: Path) -> dict[str, str]:
    """The tables of which both engines hold other rows or columns, and where they differ first."""
    with duckdb.connect(str(database), read_only=True) as connection:
        columns = {}
        for table, column in connection.execute(
            "select table_schema || '.' || table_name, column_name from information_schema.columns "
            "natural join information_schema.tables "
            "where table_schema like 'main%' and table_type = 'BASE TABLE' order by all"
        ).fetchall():
            columns.setdefault(table, []).append(column)
    on_spark = spark.tables()
    different = {}
    for table, names in columns.items():
        name = table.partition(".")[2]
        if name not in on_spark:
            different[name] = "not on Spark"
            continue
        expected = rows_of(database, table, names)
        found = rows_of(database, on_spark[name], names)
        if found != expected:
            pairs = [pair for pair in zip(found, expected, strict=False) if pair[0] != pair[1]]
            different[name] = f"{len(found)} rows on Spark, {len(expected)} on DuckDB, first: {pairs[:1]}"
    return different


# What tells how a run read its rows: Spark makes its tables anew, DuckDB changes rows of them.
OF_THE_WAY_OF_READING = {"base_raw__interaction_copies", "base_raw__rereads", "stg_raw__reads"}


def test_runs_over_daily_loads_leave_the_same_tables_on_both_engines(spark, workspace, tmp_path):
    feed = simulate(seed=5, days=6, customers=8, latest=20)
    days = [feed.load_days[2], feed.load_days[-1]]
    steps = []
    for day in days:
        workspace.write_raw(feed.until(day))
        workspace.run()
        steps.append((shutil.copytree(workspace.raw, tmp_path / str(day)), ["run", "--quiet"]))
    spark.run((steps[0][0], ["seed", "--quiet"]), *steps)
    assert set(differing_tables(spark, workspace.database)) == OF_THE_WAY_OF_READING
    assert workspace.query("select count(*) as n from fct_score_restatements")[0]["n"] > 10
