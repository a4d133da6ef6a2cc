"""The same models on Apache Spark: the same tables as on DuckDB, run after run, after a stop and on a cluster.

`make test-spark` deals the tests to two processes in the order of this file, the first two to one of them. Each test
has a warehouse, a catalog and ports of its own.
"""

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from builders import small_portfolio
from conftest import PROJECT
from simulation import simulate

sys.path.insert(0, str(PROJECT / "benchmarks"))
from processes import LOOPBACK, free_port, kill, process, spark_home, wait_for

DAILY = "fct_customer_scores_daily"
# Small queries are quick to run and slow to plan: no plans that change on the way, no pages of memory of 64 MB for a few
# rows, and nothing kept of finished queries for a web page that nobody opens.
SETTINGS = """
spark.sql.adaptive.enabled false
spark.buffer.pageSize 1m
spark.sql.ui.retainedExecutions 1
spark.ui.retainedJobs 1
spark.ui.retainedStages 1
spark.ui.retainedTasks 1
"""
# Over some hundred rows it takes longer to compile a query than to interpret it.
INTERPRETED = """
spark.sql.codegen.wholeStage false
spark.sql.codegen.factoryMode NO_CODEGEN
"""
JAVA_OPTIONS = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:ReservedCodeCacheSize=512m"
# most statements wait for the next time the client asks
THRIFT_THREADS = 4


@dataclass
class SparkWorkspace:
    """A warehouse folder of Spark in which the project is run by an environment that has dbt-spark."""

    root: Path
    python: Path
    # what dbt parsed; for one process at a time
    target: Path
    settings: str = SETTINGS + INTERPRETED

    @property
    def warehouse(self) -> Path:
        return self.root / "warehouse"

    @property
    def environment(self) -> dict[str, str]:
        settings = self.root / "settings"
        settings.mkdir(parents=True, exist_ok=True)
        (settings / "spark-defaults.conf").write_text(self.settings)
        return os.environ | {
            "CX_SPARK_WAREHOUSE": str(self.warehouse),
            "CX_SPARK_DRIVER_MEMORY": "1g",
            "CX_SPARK_SHUFFLE_PARTITIONS": "1",
            "CX_SPARK_JAVA_OPTIONS": JAVA_OPTIONS,
            "SPARK_CONF_DIR": str(settings),
            "SPARK_LOCAL_IP": LOOPBACK,
            "DBT_PROJECT_DIR": str(PROJECT),
            "DBT_PROFILES_DIR": str(PROJECT),
            "DBT_TARGET": "spark",
            "DBT_TARGET_PATH": str(self.target),
            "DBT_LOG_PATH": str(self.root / "logs"),
            "DBT_LOG_LEVEL_FILE": "none",
            "DBT_WRITE_JSON": "false",
            "DBT_USE_COLORS": "false",
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        }

    @property
    def log(self) -> Path:
        """What the last run printed."""
        return self.root / "dbt.txt"

    def started(
        self, *steps: tuple[Path, list[str]], **environment: str
    ) -> contextlib.AbstractContextManager[subprocess.Popen]:
        """Begins to run dbt commands, each on the raw files of a folder; all of it ends with the block."""
        commands = json.dumps([[str(folder), arguments] for folder, arguments in steps])
        command = [str(self.python), str(PROJECT / "python_tests/spark_steps.py"), commands]
        return process(command, self.log, self.environment | environment)

    def run(self, *steps: tuple[Path, list[str]], **environment: str) -> str:
        """Runs dbt commands, each on the raw files of a folder, and returns what they print."""
        with self.started(*steps, **environment) as run:
            run.wait()
        output = self.log.read_text()
        assert run.returncode == 0, output
        return output

    def files(self, folder: Path) -> list[Path]:
        """The files of a table, whole or by day; what a kill leaves in a folder of Spark's own is none of them."""
        return sorted([*folder.glob("*.parquet"), *folder.glob("score_date=*/*.parquet")])

    def tables(self) -> dict[str, str]:
        """How DuckDB reads each table of the project that has rows, by its name."""
        folders = [folder for database in self.warehouse.glob("main*.db") for folder in database.iterdir()]
        return {
            folder.name: f"read_parquet({list(map(str, files))}, hive_partitioning = true, union_by_name = true)"
            for folder in folders
            if (files := self.files(folder))
        }


@contextlib.contextmanager
def thrift_server(spark: SparkWorkspace) -> Iterator[int]:
    """A server of Spark's own for the tables of a workspace, on the loopback interface, and its port."""
    port = free_port()
    settings = {
        "spark.master": "local[2]",
        "spark.driver.memory": "1g",
        "spark.driver.extraJavaOptions": JAVA_OPTIONS,
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "1",
        # what docs/scale.md says that a server needs
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.parquet.inferTimestampNTZ.enabled": "false",
        "spark.sql.legacy.allowNonEmptyLocationInCTAS": "true",
        "spark.sql.warehouse.dir": spark.warehouse,
        "spark.hadoop.javax.jdo.option.ConnectionURL": f"jdbc:derby:;databaseName={spark.warehouse}/metastore",
        "spark.hadoop.hive.server2.thrift.port": port,
        "spark.hadoop.hive.server2.thrift.bind.host": LOOPBACK,
        # a new thread opens the catalog anew, and there would be one for each of the first hundred statements
        "spark.hadoop.hive.server2.async.exec.threads": THRIFT_THREADS,
        "spark.hadoop.hive.server2.thrift.min.worker.threads": THRIFT_THREADS,
    }
    command = [str(spark_home(spark.python) / "bin/spark-submit")]
    command += [part for name, value in settings.items() for part in ("--conf", f"{name}={value}")]
    command += ["--class", "org.apache.spark.sql.hive.thriftserver.HiveThriftServer2", "spark-internal"]
    log = spark.root / "thrift.log"
    with process(command, log, spark.environment, spark.root) as server:
        wait_for(log, "ThriftBinaryCLIService on port", time.monotonic() + 300, server)
        yield port


@pytest.fixture(scope="session")
def spark_python() -> Path:
    """The Python of the environment with dbt-spark, which `make test` and `make test-spark` set up."""
    if "CX_TEST_SPARK" not in os.environ:
        pytest.skip("CX_TEST_SPARK does not name an environment with dbt-spark")
    if not shutil.which("java"):
        pytest.skip("Apache Spark needs Java 17 or newer, and there is no `java` on the PATH")
    return Path(os.environ["CX_TEST_SPARK"]).absolute() / "bin/python"


@pytest.fixture
def spark(tmp_path, tmp_path_factory, spark_python) -> SparkWorkspace:
    """An empty warehouse; the project is parsed once for all of them."""
    return SparkWorkspace(tmp_path, spark_python, tmp_path_factory.getbasetemp() / "spark_target")


def as_texts(read: str, names: list[str]) -> str:
    """A query for the rows of a table or of a reader of files, each value as text."""
    # Spark writes times with the zone UTC
    texts = (rf"regexp_replace(cast({name} as varchar), '(:\d\d(\.\d+)?)\+00$', '\1') as {name}" for name in names)
    return f"select {', '.join(texts)} from {read}"


@contextlib.contextmanager
def opened(database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(database), read_only=True) as connection:
        connection.execute("set TimeZone = 'UTC'")
        yield connection


def rows_of(database: Path, read: str, names: list[str]) -> list[tuple]:
    """The rows of a table or of a reader of files in a fixed order, each value as text."""
    with opened(database) as connection:
        return connection.execute(f"{as_texts(read, names)} order by all").fetchall()


def differing_tables(spark: SparkWorkspace, database: Path) -> dict[str, str]:
    """The tables of which both engines hold other rows or columns, and a row that only one of them has."""
    on_spark = spark.tables()
    different = {}
    with opened(database) as connection:
        columns = {}
        for table, column in connection.execute(
            "select table_schema || '.' || table_name, column_name from information_schema.columns "
            "natural join information_schema.tables "
            "where table_schema like 'main%' and table_type = 'BASE TABLE' order by all"
        ).fetchall():
            columns.setdefault(table, []).append(column)
        for table, names in columns.items():
            name = table.partition(".")[2]
            expected = as_texts(table, names)
            found = as_texts(on_spark[name], names) if name in on_spark else f"{expected} limit 0"
            only_found, only_expected = (
                connection.execute(f"({rows}) except all ({others}) limit 1").fetchall()
                for rows, others in ((found, expected), (expected, found))
            )
            if only_found or only_expected:
                different[name] = f"only on Spark: {only_found}, only on DuckDB: {only_expected}"
    return different


# What tells how a run read its rows: Spark makes its tables anew, DuckDB changes rows of them.
OF_THE_WAY_OF_READING = {
    "base_raw__interaction_copies",
    "base_raw__interaction_rows",
    "base_raw__rereads",
    "int_changed_role_customers",
    "int_changed_spell_reports",
    "int_changed_ticket_reports",
    "int_changed_ticket_versions",
    "int_changed_topic_reports",
    "stg_raw__changed_records",
    "stg_raw__reads",
}


@dataclass
class Loads:
    """A feed as it was on two of its days, in a folder each, and the database that DuckDB built from both in turn."""

    first: Path
    second: Path
    database: Path


@pytest.fixture(scope="session")
def loads(tmp_path_factory, shared_workspace) -> Loads:
    feed = simulate(seed=5, days=6, customers=8, latest=20)
    root = tmp_path_factory.mktemp("loads")
    workspace = shared_workspace.clear()
    folders = []
    for day in (feed.load_days[2], feed.load_days[-1]):
        workspace.write_raw(feed.until(day))
        workspace.run()
        folders.append(shutil.copytree(workspace.raw, root / str(day)))
    restated = workspace.query("select count(*) as n from fct_score_restatements")
    assert restated[0]["n"] > 10
    return Loads(*folders, Path(shutil.copy(workspace.database, root / "scores.duckdb")))


# up to the scores: the marts that answer questions read them and feed nothing back
RUN = ["run", "--quiet", "--exclude", "tag:answers"]
SEED = ["seed", "--quiet"]


@pytest.mark.spark
def test_the_example_passes_every_test_on_spark_and_has_the_tables_of_duckdb(spark, shared_workspace, example):
    raw, database = example
    spark.settings = SETTINGS
    output = spark.run(
        (raw, ["build"]), (raw, ["run-operation", "print_fingerprint"]), CX_SPARK_SHUFFLE_PARTITIONS="2"
    )
    done = re.search(r"PASS=(\d+) WARN=(\d+) ERROR=(\d+) SKIP=(\d+)", output)
    assert done and int(done[1]) > 850 and (done[3], done[4]) == ("0", "0")
    assert set(differing_tables(spark, database)) <= OF_THE_WAY_OF_READING
    printed = shared_workspace.dbt(
        "run-operation", "print_fingerprint", environment={"CX_DUCKDB_PATH": str(database)}
    )
    fingerprints = [re.findall(r"^(?:\w+ )?[0-9a-f]{32}$", text, re.MULTILINE) for text in (output, printed.output)]
    assert fingerprints[0] == fingerprints[1] and len(fingerprints[0]) == 4


@pytest.mark.spark
def test_comma_separated_files_are_read_alike_and_a_line_that_does_not_fit_is_refused(spark, workspace):
    workspace.write_raw(small_portfolio(), "csv")
    with (workspace.raw / "interactions.csv").open("a") as file:
        file.write("one,two,three\n")
    select = ["--select", "+fct_quarantined_records", "stg_raw__interactions"]
    workspace.run(*select)
    spark.run((workspace.raw, SEED), (workspace.raw, [*RUN, *select]))
    found = {}
    for engine, read in (("duckdb", "fct_quarantined_records"), ("spark", spark.tables()["int_quarantined_records"])):
        rows = rows_of(workspace.database, read, ["source_table", "rejection_reason"])
        found[engine] = rows
    assert found["spark"] == found["duckdb"] == [("interactions", "missing_loaded_at")]
    accepted = "rejection_reason is null"
    names = ["interaction_id", "customer_id", "occurred_at", "message_text", "wait_seconds", "is_escalated"]
    of_duckdb = f"(select * from main_staging.base_raw__interactions where {accepted}) as accepted"
    of_spark = f"(select * from {spark.tables()['base_raw__interactions']} where {accepted}) as accepted"
    assert rows_of(workspace.database, of_spark, names) == rows_of(workspace.database, of_duckdb, names)


@pytest.mark.spark
def test_a_run_through_a_thrift_server_goes_on_where_another_ended(spark, loads):
    spark.run((loads.first, SEED), (loads.first, RUN))
    with thrift_server(spark) as port:
        environment = {
            "CX_SPARK_METHOD": "thrift", "CX_SPARK_HOST": LOOPBACK, "CX_SPARK_PORT": str(port),
            "CX_THREADS": str(THRIFT_THREADS),
        }  # fmt: skip
        spark.run((loads.second, RUN), **environment)
    assert set(differing_tables(spark, loads.database)) == OF_THE_WAY_OF_READING


@pytest.mark.spark
def test_a_kill_while_days_are_written_leaves_the_other_days_and_the_next_run_completes_them(spark, loads):
    spark.run((loads.first, SEED), (loads.first, RUN))
    main = spark.warehouse / "main.db"
    days_before = {file: file.stat().st_mtime_ns for file in spark.files(main / DAILY)}
    with spark.started((loads.second, RUN)) as run:
        # the restatements are noted just before the days are written
        while not spark.files(main / "fct_score_restatements"):
            assert run.poll() is None, spark.log.read_text()
            time.sleep(0.01)
        kill(run)
    assert days_before == {file: file.stat().st_mtime_ns for file in days_before}
    with duckdb.connect() as connection:
        (noted,) = connection.execute(
            f"select max(write_number) from read_parquet('{spark.warehouse}/main_intermediate.db/int_day_writes/*.parquet')"
        ).fetchone()
    assert noted == 1, "the run was killed too late: its days were written"
    spark.run((loads.second, RUN))
    # the run that was killed counts as a read
    assert set(differing_tables(spark, loads.database)) == OF_THE_WAY_OF_READING | {"int_finished_reads"}


def test_runs_over_daily_loads_leave_the_same_tables_on_both_engines(spark, loads):
    spark.run((loads.first, SEED), (loads.first, RUN), (loads.second, RUN))
    assert set(differing_tables(spark, loads.database)) == OF_THE_WAY_OF_READING


@pytest.mark.spark
def test_a_cluster_that_loses_a_worker_has_the_fingerprint_of_duckdb(spark, loads):
    command = [
        sys.executable, str(PROJECT / "benchmarks/spark_cluster/run_cluster_benchmark.py"),
        "--spark-python", str(spark.python), "--raw", str(loads.second), "--folder", str(spark.root / "cluster"),
    ]  # fmt: skip
    done = subprocess.run(command, env=spark.environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "killed a worker of two" in done.stdout
    assert str(spark.root) not in subprocess.run(["ps", "-ef"], capture_output=True, text=True).stdout
