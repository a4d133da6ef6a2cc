"""The whole job on a Spark cluster of this machine, of which a worker is killed in the middle.

    python benchmarks/spark_cluster/run_cluster_benchmark.py --spark-python .venv/spark/bin/python

Starts a standalone master and two workers on the loopback interface, scores a portfolio on them with `dbt run`, kills
one worker with its executor as soon as the scores are being computed, and compares the fingerprint with the one of
DuckDB on the same input. Prints what it saw and the ratio of the times. It ends within the time limit, and with it
everything that it started.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT / "benchmarks"))
from processes import LOOPBACK, POLL_SECONDS, free_port, kill, process, spark_home, wait_for  # noqa: E402

# the model whose start says that the scores are being computed
HEAVY_MODEL = "int_daily_contacts"
# up to the scores: the marts that answer questions read them and feed nothing back
RUN = ["run", "--exclude", "tag:answers"]


class Cluster:
    """A standalone master and workers of one core each."""

    def __init__(self, home: Path, folder: Path, memory: str, deadline: float, stack: ExitStack):
        self.folder, self.deadline = folder, deadline
        self.launcher = str(home / "bin/spark-class")
        self.environment = os.environ | {
            "SPARK_LOCAL_IP": LOOPBACK, "SPARK_HOME": str(home), "SPARK_DAEMON_MEMORY": "256m",
            "SPARK_WORKER_DIR": str(folder / "work"),
        }  # fmt: skip
        port = free_port()
        self.master = f"spark://{LOOPBACK}:{port}"
        self._start(stack, "Master", ["--host", LOOPBACK, "--port", str(port), "--webui-port", "0"], "I have been elected leader")
        self.workers = [
            self._start(
                stack, "Worker", ["--host", LOOPBACK, "--webui-port", "0", "--cores", "1", "--memory", memory, self.master],
                "Successfully registered with master", number,
            )
            for number in (1, 2)
        ]  # fmt: skip

    def _start(self, stack: ExitStack, role: str, arguments: list[str], ready: str, number: int = 0):
        log = self.folder / f"{role.lower()}_{number}.log"
        command = [self.launcher, f"org.apache.spark.deploy.{role.lower()}.{role}", *arguments]
        started = stack.enter_context(process(command, log, self.environment))
        wait_for(log, ready, self.deadline, started)
        return started


def dbt(python: Path, *arguments: str) -> list[str]:
    return [str(python.with_name("dbt")), *arguments]


def fingerprint(python: Path, environment: dict[str, str]) -> str:
    """The hash over all scores."""
    command = dbt(python, "--quiet", "run-operation", "print_fingerprint")
    output = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    return re.findall(r"^[0-9a-f]{32}$", output, re.MULTILINE)[-1]


def settings(folder: Path, target: str, raw: Path) -> dict[str, str]:
    """The environment of dbt for one engine, with folders of its own."""
    return os.environ | {
        "CX_RAW_PATH": str(raw),
        "CX_DUCKDB_PATH": str(folder / "scores.duckdb"),
        "CX_SPARK_WAREHOUSE": str(folder / "warehouse"),
        "CX_SPARK_EXECUTOR_MEMORY": "1g",
        "SPARK_LOCAL_IP": LOOPBACK,
        "DBT_TARGET": target,
        "DBT_PROJECT_DIR": str(PROJECT),
        "DBT_PROFILES_DIR": str(PROJECT),
        "DBT_TARGET_PATH": str(folder / f"target_{target}"),
        "DBT_LOG_PATH": str(folder / f"logs_{target}"),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    }


def run_with_a_killed_worker(cluster: Cluster, python: Path, environment: dict[str, str]) -> float:
    """Runs the models up to the scores, kills the second worker when the scores are being computed, and returns the seconds."""
    log = cluster.folder / "dbt.log"
    began = time.monotonic()
    with process(dbt(python, *RUN, "--no-use-colors"), log, environment) as run:
        wait_for(log, rf"START .*{HEAVY_MODEL} ", cluster.deadline, run)
        kill(cluster.workers[1])
        print(f"killed a worker of two after {time.monotonic() - began:.0f} s, when {HEAVY_MODEL} began")
        while run.poll() is None:
            if time.monotonic() > cluster.deadline:
                raise SystemExit(f"the run did not end within the time limit; see {log}")
            time.sleep(POLL_SECONDS)
        if run.returncode:
            raise SystemExit(f"the run failed:\n{log.read_text()[-3000:]}")
    return time.monotonic() - began


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--spark-python", type=Path, required=True, help="Python of an environment with dbt-spark")
    parser.add_argument("--raw", type=Path, default=PROJECT / "data/example", help="folder with the raw files")
    parser.add_argument("--folder", type=Path, default=PROJECT / "target/spark_cluster", help="holds everything written")
    parser.add_argument("--time-limit", type=int, default=1200, help="seconds after which everything is stopped")
    options = parser.parse_args()
    deadline = time.monotonic() + options.time_limit
    folder, python, raw = options.folder.absolute(), options.spark_python.absolute(), options.raw.absolute()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)

    on_duckdb = settings(folder, "duckdb", raw)
    subprocess.run(dbt(Path(sys.executable), "--quiet", "seed"), env=on_duckdb, check=True)
    began = time.monotonic()
    subprocess.run(dbt(Path(sys.executable), "--quiet", *RUN), env=on_duckdb, check=True)
    reference_seconds = time.monotonic() - began
    expected = fingerprint(Path(sys.executable), on_duckdb)

    with ExitStack() as stack:
        cluster = Cluster(spark_home(python), folder, "1g", deadline, stack)
        on_spark = settings(folder, "spark", raw) | {"CX_SPARK_MASTER": cluster.master}
        subprocess.run(dbt(python, "--quiet", "seed"), env=on_spark, check=True, capture_output=True)
        seconds = run_with_a_killed_worker(cluster, python, on_spark)
        found = fingerprint(python, on_spark)
    print(f"DuckDB {expected}\nSpark  {found}")
    print(f"the run took {seconds:.0f} s on the cluster, {seconds / reference_seconds:.1f} times DuckDB's {reference_seconds:.0f} s")
    if found != expected:
        raise SystemExit("The scores on Spark differ from those on DuckDB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
