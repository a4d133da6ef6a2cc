"""Time and memory of the daily job on generated portfolios, each as a ratio to a reference timed in the same run.

    python benchmarks/scale/run_scale_benchmark.py --size 10k

Writes a feed of 600 days, builds all but its last load and publishes that. Then runs the daily job, with all data tests
and the publication, on the last load without its late rows, and once more on those, which restate days; and scores the
last day by itself, as if it were still to come. The reference is a bare query that groups the interactions of the
scoring window by customer with three sums, in the same database with the same threads; it is taken before and after
each job, and the job compared with the mean of both, as a machine changes its speed within minutes. Prints a table and
writes it as JSON to benchmarks/scale/results. A feed that is there already is used again. docs/performance.md says what
the figures mean.
"""

from __future__ import annotations

import argparse
import datetime
import json
import multiprocessing
import shutil
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import duckdb

PROJECT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT / "benchmarks"))
from measure import Run, rounded, run  # noqa: E402

RESULTS = Path(__file__).resolve().parent / "results"
SIZES = {"10k": 10_000, "100k": 100_000, "1m": 1_000_000}
# about 100 interactions a customer in 600 days
CONTACT_RATE = 215
# an ordinary day: the first run of a month, which sorts, is no measure of the others
END_DATE = "2026-06-20"
REPETITIONS = 3
BLOCK_BYTES = 262_144
DAILY_TABLE = "fct_customer_scores_daily"
DAY_PASS = (
    "int_customer_days", "int_daily_contacts", "int_daily_issues", "int_daily_topics", "int_customer_scores",
    "int_written_days", "int_batch_days", DAILY_TABLE,
)  # fmt: skip
LAYERS = {
    "base": ("base_",),
    "staging": ("stg_",),
    "intermediate": ("int_",),
    "marts": ("fct_", "dim_", "rpt_"),
}


def in_child(function: Callable, *arguments: object) -> object:
    """Calls a function in a process of its own: the peak of a process counts for all that it starts afterwards."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(function, arguments)


class Portfolio:
    """A generated feed, cut before its last load, and the database that is built from it."""

    def __init__(self, folder: Path, customers: int, days: int, scored_days: int, has_answers: bool):
        self.folder, self.customers, self.days, self.scored_days = folder, customers, days, scored_days
        self.has_answers = has_answers
        self.generated, self.raw = folder / "generated", folder / "raw"
        self.database, self.target = folder / "scores.duckdb", folder / "target"
        self.environment = {
            "CX_RAW_PATH": str(self.raw),
            "CX_DUCKDB_PATH": str(self.database),
            "CX_PUBLISH_PATH": str(folder / "published"),
            "CX_SKIP_FRESHNESS": "true",
            "DBT_PROJECT_DIR": str(PROJECT),
            "DBT_PROFILES_DIR": str(PROJECT),
            "DBT_TARGET_PATH": str(self.target),
            "DBT_LOG_PATH": str(folder / "logs"),
        }

    def generate(self) -> Run | None:
        """Writes the feed, unless it is there."""
        if (self.generated / "_truth").exists():
            return None
        shutil.rmtree(self.generated, ignore_errors=True)
        return run(
            sys.executable, PROJECT / "scripts/generate_example.py", "--output", self.generated,
            "--customers", self.customers, "--days", self.days, "--contact-rate", CONTACT_RATE, "--end-date", END_DATE,
        )  # fmt: skip

    def deliver(self, part: str) -> None:
        """Puts a part of the feed into the raw folder: all `before` the last load, that load `on_time`, or its `late` rows.

        Rows lie by load, as those of files that came one after the other.
        """
        last_day = f"timestamp '{self.last_day}'"
        before = f"coalesce(loaded_at <= {last_day} + interval 1 day, true)"
        with duckdb.connect(config={"temp_directory": str(self.folder / "spill")}) as connection:
            connection.execute("set preserve_insertion_order = false")
            for table in sorted({path.stem for path in self.generated.iterdir() if not path.name.startswith("_")}):
                single = self.generated / f"{table}.parquet"
                source = single if single.exists() else self.generated / table / "*.parquet"
                is_late = {
                    "interactions": f"coalesce(occurred_at < {last_day}, false)",
                    # a state counts from its load, a resolution from its own day, a new issue from its opening
                    "issues": f"coalesce(resolved_at < {last_day}, false) "
                    f"or coalesce(opened_at < {last_day}, false) "
                    f"and issue_id not in (select issue_id from '{source}' where {before} and issue_id is not null)",
                }.get(table, "false")
                condition = {
                    "before": before,
                    "on_time": f"not ({before}) and not ({is_late})",
                    "late": f"not ({before}) and ({is_late})",
                }[part]
                file = self.raw / table / f"{part}.parquet"
                file.parent.mkdir(parents=True, exist_ok=True)
                connection.execute(
                    f"copy (from '{source}' where {condition} order by loaded_at) to '{file}' (compression zstd)"
                )

    @property
    def last_day(self) -> datetime.date:
        """The last day with interactions."""
        marker = json.loads((self.generated / "_generated.json").read_text())
        return datetime.date.fromisoformat(marker["end_date"])

    def build_before(self) -> Run:
        """Builds all days before the last one, of which only the newest `scored_days` are scored, and publishes them.

        The run that is returned is that of dbt.
        """
        for path in (self.database, self.target, self.folder / "published"):
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
        run(dbt(), "--quiet", "seed", **self.environment)
        built = self.logged(dbt(), "run")
        run(sys.executable, PROJECT / "scripts/publish.py", **self.environment)
        return built

    def arguments(self) -> list[str]:
        """What the runs of dbt are told: the first day to score, and to leave the answers out if they are."""
        first_day = self.last_day - datetime.timedelta(days=self.scored_days)
        exclusion = [] if self.has_answers else ["--exclude", "tag:answers"]
        return ["--vars", f"{{score_start_date: {first_day}}}", *exclusion]

    def daily_job(self) -> Run:
        return self.logged(sys.executable, PROJECT / "scripts/daily_job.py", "--")

    def score_last_day_again(self) -> Run:
        """Takes the last scored day away and scores it as a new one; nothing else is due."""
        with duckdb.connect(str(self.database)) as connection:
            last_day = f"(select max(score_date) from {DAILY_TABLE})"
            for table in ("main_intermediate.int_day_writes", DAILY_TABLE):
                connection.execute(f"delete from {table} where score_date = {last_day}")
        return self.logged(dbt(), "run")

    def logged(self, *command: object) -> Run:
        """Runs a command of dbt that leaves a log for `engine_seconds`."""
        (self.folder / "logs/dbt.log").unlink(missing_ok=True)
        return run(
            *command, *self.arguments(), "--log-format-file", "json", "--log-level-file", "debug",
            "--log-file-max-bytes", 0, "--threads", 1, **self.environment,
        )  # fmt: skip


def dbt() -> str:
    return str(Path(sys.executable).with_name("dbt"))


def engine_seconds(log: Path) -> tuple[dict[str, float], float]:
    """Seconds in the engine by node of dbt, and the seconds of the whole command, out of dbt's JSON log."""
    seconds: dict[str, float] = defaultdict(float)
    whole = 0.0
    with log.open(encoding="utf-8") as lines:
        for line in lines:
            event = json.loads(line)
            name, data = event["info"]["name"], event["data"]
            if name == "SQLQueryStatus":
                seconds[data.get("node_info", {}).get("unique_id") or "hooks"] += data["elapsed"]
            elif name == "CommandCompleted":
                whole = data["elapsed"]
    return dict(seconds), whole


def seconds_of_models(by_node: dict[str, float]) -> dict[str, float]:
    """Seconds by the name of a model, out of those by node."""
    return {node.split(".")[2]: seconds for node, seconds in by_node.items() if node.startswith("model.")}


def pass_seconds(models: dict[str, float]) -> float:
    """Seconds of the scoring pass, from the customers of a day to its rows in the daily table."""
    return sum(seconds for name, seconds in models.items() if name in DAY_PASS)


def last_pass_seconds(portfolio: Portfolio) -> float:
    """Seconds of the scoring pass in the last run of dbt."""
    by_node, _ = engine_seconds(portfolio.folder / "logs/dbt.log")
    return pass_seconds(seconds_of_models(by_node))


def fastest(query: Callable[[], object]) -> float:
    """Seconds of the fastest of a few repetitions."""
    times = []
    for _ in range(REPETITIONS):
        began = time.monotonic()
        query()
        times.append(time.monotonic() - began)
    return min(times)


def bare_query_seconds(database: Path) -> float:
    """The reference: three sums by customer over the window of the last scored day."""
    with duckdb.connect(str(database), read_only=True) as connection:
        return fastest(
            lambda: connection.execute(
                "create or replace temporary table sums as "
                "select customer_id, sum(severity_tenths), sum(polarity), sum(sentiment_thousandths) "
                "from main_intermediate.int_interactions "
                "where interaction_date > (select max(score_date) - 365 from fct_customer_scores_daily) "
                "group by customer_id"
            )
        )


def job_figures(portfolio: Portfolio) -> dict:
    """Runs the daily job and returns its seconds: in the engine by layer, in dbt, in the publication."""
    job = portfolio.daily_job()
    by_node, dbt_seconds = engine_seconds(portfolio.folder / "logs/dbt.log")
    with duckdb.connect(str(portfolio.database), read_only=True) as connection:
        (days,) = connection.execute(
            "select count(*) from main_intermediate.int_scoring_days semi join main_intermediate.int_day_writes "
            "using (score_date, newest_loaded_at)"
        ).fetchone()
        (reason,) = connection.execute(
            "select arg_max(coalesce(whole_read_reason, 'changes only'), read_number) from main_staging.stg_raw__reads"
        ).fetchone()
    models = seconds_of_models(by_node)
    tests = sum(seconds for node, seconds in by_node.items() if node.startswith("test."))
    day_pass = pass_seconds(models)
    engine = sum(models.values())
    return {
        "days written": days,
        "read": reason,
        "peak bytes": job.peak_bytes,
        "seconds": {
            "whole job": job.seconds,
            "dbt itself": dbt_seconds - engine - tests - by_node["hooks"],
            "tests, engine": tests,
            "publication and start": job.seconds - dbt_seconds,
            "raw files and checks, engine": by_node["hooks"],
            "models, engine": engine,
            **{
                f"- {layer}": sum(seconds for name, seconds in models.items() if name.startswith(prefixes))
                for layer, prefixes in LAYERS.items()
            },
            "- of these the scoring pass": day_pass,
            "the scoring pass, a day": day_pass / max(days, 1),
        },
        "slowest models": dict(sorted(models.items(), key=lambda item: -item[1])[:25]),
    }


def measure_jobs(portfolio: Portfolio) -> dict:
    """Runs the daily jobs, on a database with all but the last load, and returns their figures with those of a new day:
    seconds, bytes, and ratios to the mean of the bare query before and after."""
    jobs = {}
    before = in_child(bare_query_seconds, portfolio.database)
    for part in ("on_time", "late"):
        in_child(portfolio.deliver, part)
        jobs[part] = job_figures(portfolio)
        after = in_child(bare_query_seconds, portfolio.database)
        jobs[part] |= compared(jobs[part]["seconds"], before, after)
        before = after
    portfolio.score_last_day_again()
    new_day = last_pass_seconds(portfolio)
    after = in_child(bare_query_seconds, portfolio.database)
    return {
        "scoring pass of a new day": {"seconds": new_day} | compared({"scoring pass": new_day}, before, after),
        "jobs": jobs,
    }


def compared(seconds: dict[str, float], before: float, after: float) -> dict:
    """The bare query's seconds, and the ratios of others to them."""
    bare = (before + after) / 2
    return {
        "bare query, seconds": {"before": before, "after": after},
        "ratio to the bare query": {name: value / bare for name, value in seconds.items()},
    }


def measure(portfolio: Portfolio) -> dict:
    """Runs everything and returns the figures."""
    generation = portfolio.generate()
    shutil.rmtree(portfolio.raw, ignore_errors=True)
    in_child(portfolio.deliver, "before")
    backfill = portfolio.build_before()
    backfill_seconds = last_pass_seconds(portfolio)
    figures = measure_jobs(portfolio)
    with duckdb.connect(str(portfolio.database), read_only=True) as connection:
        (interactions,) = connection.execute("select count(*) from main_intermediate.int_interactions").fetchone()
        rows, days = connection.execute(f"select count(*), count(distinct score_date) from {DAILY_TABLE}").fetchone()
        (blocks,) = connection.execute(
            f"select count(distinct block_id) from pragma_storage_info('{DAILY_TABLE}')"
        ).fetchone()
    return {
        "customers": portfolio.customers,
        "interactions": interactions,
        "days of history": portfolio.days,
        "customers scored a day": round(rows / days),
        "generation of the feed": generation and {"seconds": generation.seconds, "peak_bytes": generation.peak_bytes},
        "backfill": {
            "days": portfolio.scored_days,
            "peak bytes": backfill.peak_bytes,
            "seconds": backfill.seconds,
            "scoring pass, microseconds a customer-day": backfill_seconds / (rows / days * (days - 1)) * 1e6,
        },
        **figures,
        "bytes": {
            "database": portfolio.database.stat().st_size,
            "daily table, a customer-day": blocks * BLOCK_BYTES / rows,
        },
    }


def show(figures: dict) -> None:
    """Prints the figures as tables."""
    print(
        f"{figures['customers']:,} customers, {figures['interactions']:,} interactions in "
        f"{figures['days of history']} days, {figures['customers scored a day']:,} scored a day"
    )
    for part, job in figures["jobs"].items():
        print(
            f"\n{part} rows: {job['days written']} days written, {job['peak bytes'] / 1e9:.1f} GB at most, "
            f"read: {job['read']}; the bare query takes {job['bare query, seconds']['before']:.2f} s before and "
            f"{job['bare query, seconds']['after']:.2f} s after"
        )
        for name, seconds in job["seconds"].items():
            print(f"  {name:32}{seconds:9.2f} s{job['ratio to the bare query'][name]:9.1f} x")
        print("  slowest: " + ", ".join(f"{name} {seconds:.1f} s" for name, seconds in job["slowest models"].items()))
    new_day, backfill = figures["scoring pass of a new day"], figures["backfill"]
    print(
        f"\nscoring pass of a new day: {new_day['seconds']:.2f} s, "
        f"{new_day['ratio to the bare query']['scoring pass']:.1f} x\n"
        f"backfill of {backfill['days']} days: {backfill['seconds']:.0f} s, {backfill['peak bytes'] / 1e9:.1f} GB, "
        f"{backfill['scoring pass, microseconds a customer-day']:.1f} microseconds a customer-day\n"
        f"database {figures['bytes']['database'] / 1e9:.1f} GB, "
        f"{figures['bytes']['daily table, a customer-day']:.0f} bytes a customer-day of the daily table"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--size", choices=SIZES, required=True)
    parser.add_argument("--days", type=int, default=600, help="days of history")
    parser.add_argument("--scored-days", type=int, default=30, help="days that are scored before the last one")
    parser.add_argument("--answers", action="store_true", help="build the models tagged answers too")
    parser.add_argument("--folder", type=Path, default=PROJECT / "target/benchmark", help="holds feeds and databases")
    options = parser.parse_args()
    name = f"{options.size}_{options.days}_days"
    scored = f"_{options.scored_days}_scored" if options.scored_days != parser.get_default("scored_days") else ""
    answers = "_with_answers" if options.answers else ""
    folder = options.folder.absolute() / name
    folder.mkdir(parents=True, exist_ok=True)
    figures = measure(Portfolio(folder, SIZES[options.size], options.days, options.scored_days, options.answers))
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}{scored}{answers}.json").write_text(json.dumps(rounded(figures), indent=2) + "\n", encoding="utf-8")
    show(figures)
    return 0


if __name__ == "__main__":
    sys.exit(main())
