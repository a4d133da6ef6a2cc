"""The daily job: lock, check the input, build with all data tests, publish.

    python scripts/daily_job.py [-- <arguments for dbt build>]

The last line on standard output is the summary of the run; everything else goes to standard error. These variables
steer it, beside those of the project:

    CX_DUCKDB_PATH      the database (default target/customer_experience.duckdb)
    CX_PUBLISH_PATH     the folder to publish to (default target/published)
    CX_SKIP_FRESHNESS   true: stale tables do not stop the job

Exit codes: 0 published, 1 a step failed and nothing was published, 2 misuse, 75 another job is running; ended by a
signal, 128 and its number. docs/publication.md has more.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import duckdb
from job_lock import Locked, job_lock
from publish import PROJECT, PublicationError, explain, literal, paths, publish

SECONDS_TO_END = 10
FAILED = ("error", "fail", "runtime error")
# What dbt reports as the newest load of a table without rows.
NO_ROWS = "0001-01-01"


class JobFailed(Exception):
    """A step of the job failed; the message is its part of the summary."""


class Ended(BaseException):
    """The job was told to end."""


class DailyJob:
    """One run of the job: the steps in their order, with one environment and one dbt."""

    def __init__(self, environment: Mapping[str, str], dbt: list[str]):
        self.database, self.folder, self.target = paths(environment)
        project = environment.get("DBT_PROJECT_DIR") or str(PROJECT)
        self.environment = {
            "DBT_PROJECT_DIR": project,
            "DBT_PROFILES_DIR": project,
            "DBT_USE_COLORS": "false",
            # they test the code on rows of their own, so the data of a day does not change their result
            "DBT_EXCLUDE_RESOURCE_TYPES": "unit_test",
            **environment,
            "CX_DUCKDB_PATH": str(self.database),
        }
        self.dbt = dbt
        self.log = Path(project, environment.get("DBT_LOG_PATH") or "logs") / "dbt.log"

    def run(self, build_arguments: list[str]) -> str:
        """Runs all steps and returns the summary; raises JobFailed with that of a failure."""
        began = time.monotonic()
        if self.needs_fresh_input():
            self.check()
        self.build(build_arguments)
        try:
            facts = self.facts()
            version = publish(self.database, self.folder, self.target / "manifest.json")
        except PublicationError as error:
            raise JobFailed(f"failed at publish: {error}") from error
        except duckdb.Error as error:
            raise JobFailed(f"failed at publish: {explain(error, self.database, self.folder)}") from error
        seconds = round(time.monotonic() - began)
        return f"{version['score_date']} published: {facts}, version {version['version']}, {seconds} s"

    def needs_fresh_input(self) -> bool:
        """Whether the age of the input matters: not for the shipped example, and not if told so."""
        if self.environment.get("CX_SKIP_FRESHNESS") == "true":
            return False
        example = Path(self.environment["DBT_PROJECT_DIR"], "data/example").resolve()
        raw = Path(self.environment.get("CX_RAW_PATH") or example).resolve()
        return bool(self.environment.get("CX_RAW_SCHEMA")) or raw != example

    def check(self) -> None:
        """Fails if the newest load of a table is too old. A table without any rows is not stale: it may be empty."""
        code, results = self.run_dbt("source", "freshness", artifact="sources.json")
        stale = [describe_age(result) for result in results if is_failed(result) and not is_empty(result)]
        if stale:
            raise JobFailed(
                f"failed at check: {', '.join(sorted(stale))}; nothing was built; load these tables and run the job "
                "again, or set CX_SKIP_FRESHNESS=true to score what is there"
            )
        if code and not results:
            raise JobFailed(f"failed at check: dbt ended with code {code}, nothing was built; see {self.log}")

    def build(self, arguments: list[str]) -> None:
        """Builds everything with all data tests."""
        code, results = self.run_dbt("build", *arguments, artifact="run_results.json")
        if code:
            names = [result["unique_id"].split(".")[2] for result in results if is_failed(result)]
            what = f"{count(len(names), 'error')} ({first_of(names)})" if names else f"dbt ended with code {code}"
            raise JobFailed(f"failed at build: {what}, nothing was published; see {self.log}")

    def run_dbt(self, *arguments: str, artifact: str) -> tuple[int, list[dict]]:
        """Runs dbt with its output on standard error; returns its exit code and the results in its artifact."""
        path = self.target / artifact
        # what an earlier run left must not be taken for the result of this one
        path.unlink(missing_ok=True)
        child = subprocess.Popen(
            [*self.dbt, "--quiet", *arguments], stdout=2, env=self.environment, start_new_session=True
        )
        try:
            code = child.wait()
        except BaseException:
            end(child)
            raise
        return code, json.loads(path.read_text(encoding="utf-8"))["results"] if path.exists() else []

    def facts(self) -> str:
        """What the run did, from the newest row of rpt_daily_run and the days that the run scored."""
        with duckdb.connect() as connection:
            connection.execute(f"attach {literal(self.database)} as source (read_only)")
            connection.execute("use source")
            newest = connection.execute(
                "select customers_scored, rows_quarantined, rows_read, run_verdict from rpt_daily_run "
                "order by score_date desc limit 1"
            ).fetchall()
            days, restated = connection.execute(
                "select count(distinct days.score_date), count(restatements.score_date) "
                "from main_intermediate.int_scoring_days as days "
                "semi join main_intermediate.int_day_writes as writes "
                "on days.score_date = writes.score_date and days.newest_loaded_at = writes.newest_loaded_at "
                "left join fct_score_restatements as restatements "
                "on days.score_date = restatements.score_date and days.newest_loaded_at = restatements.restated_at"
            ).fetchall()[0]
        if not newest:
            raise PublicationError("rpt_daily_run is empty: no day is scored yet.")
        scored, refused, read, verdict = newest[0]
        return (
            f"{count(scored, 'customer')} scored, {count(days, 'day')} written, {count(restated, 'score')} restated, "
            f"{refused} of {read} rows refused"
            + ("" if verdict == "good" else f", {verdict}")
        )


def is_failed(result: dict) -> bool:
    """Whether dbt calls a result a failure."""
    return result["status"] in FAILED


def is_empty(freshness: dict) -> bool:
    """Whether a table whose age was checked has no rows."""
    return str(freshness.get("max_loaded_at")).startswith(NO_ROWS)


def describe_age(freshness: dict) -> str:
    """A stale table with its age, or with the error that kept dbt from finding it."""
    table = ".".join(freshness["unique_id"].split(".")[-2:])
    if "max_loaded_at" not in freshness:
        return f"{table} can not be read ({freshness.get('error') or freshness['status']})"
    hours = round(freshness["max_loaded_at_time_ago_in_s"] / 3600)
    allowed = freshness["criteria"]["error_after"]
    return f"{table} is {count(hours, 'hour')} old ({count(allowed['count'], allowed['period'])} allowed)"


def first_of(names: list[str]) -> str:
    """Up to three names."""
    return ", ".join(names[:3]) + (", ..." if len(names) > 3 else "")


def count(number: int, thing: str) -> str:
    """A number of things: 1 day, 2 days."""
    return f"{number} {thing}{'' if number == 1 else 's'}"


def end(child: subprocess.Popen) -> None:
    """Ends a child and all that it started: politely, then by force."""
    for signum in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signum)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(SECONDS_TO_END)
            return


@contextlib.contextmanager
def ending_on_signals() -> Iterator[None]:
    """Raises Ended with the number of the first SIGTERM or SIGINT; further ones do not disturb the cleaning up."""

    received = []

    def end_job(signum, _frame):
        received.append(signum)
        for each in before:
            signal.signal(each, signal.SIG_IGN)
        raise Ended(signum)

    before = {signum: signal.getsignal(signum) for signum in (signal.SIGTERM, signal.SIGINT)}
    for signum in before:
        signal.signal(signum, end_job)
    try:
        yield
    except RuntimeError:
        # what DuckDB raises instead if a query was running
        if received:
            raise Ended(received[0]) from None
        raise
    finally:
        for signum, handler in before.items():
            signal.signal(signum, handler)


def main(
    argv: list[str] | None = None, environment: Mapping[str, str] = os.environ, dbt: list[str] | None = None
) -> int:
    """Runs the job once, prints its summary and returns the exit code.

    `dbt` is the command that starts dbt; without it, the dbt beside this Python.
    """
    summary, _, _ = __doc__.partition("\n")
    parser = argparse.ArgumentParser(description=summary)
    parser.add_argument("build_arguments", nargs="*", help="arguments for `dbt build`, after --")
    build_arguments = parser.parse_args(argv).build_arguments
    if environment.get("CX_SKIP_FRESHNESS", "") not in ("", "true", "false"):
        parser.error(f"CX_SKIP_FRESHNESS is '{environment['CX_SKIP_FRESHNESS']}': set it to true or false")

    job = DailyJob(environment, dbt or [str(Path(sys.executable).with_name("dbt"))])
    try:
        job.database.parent.mkdir(parents=True, exist_ok=True)
        with ending_on_signals(), job_lock(job.database):
            print(job.run(build_arguments))
            return 0
    except Locked as error:
        print(f"not started: {error}")
        return 75
    except JobFailed as error:
        print(error)
        return 1
    except (OSError, duckdb.Error) as error:
        print(f"failed: {error}; nothing was published")
        return 1
    except Ended as error:
        (signum,) = error.args
        print(f"ended by {signal.Signals(signum).name} before it was done")
        return 128 + signum


if __name__ == "__main__":
    sys.exit(main())
