"""Simulated days of the daily job, killed, starved of disk and fed with faults, beside an undisturbed twin.

    python python_tests/soak.py --folder target/soak [--days 60] [--kills 40] [--seed 1] [--tests-every 40]
        [--without-routes]

Both lanes load the same feed every day. The twin builds in a process of its own. The disturbed lane runs the real job
(scripts/daily_job.py) as a scheduler would, misses days, is killed with -9 at moments spread over all its stages, finds
the disk full and the folder read-only; after one more run its scores must be those of the twin, byte by byte. Readers
open the published copy without a pause; whatever they see must be what the twin had on one of the days. At the end,
other routes to the same tables are compared.

Prints a table of the faults; the exit code is 0 only if all were survived.
"""

import argparse
import contextlib
import ctypes
import hashlib
import itertools
import json
import multiprocessing
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import date
from pathlib import Path

import duckdb
from conftest import PROJECT, Workspace, raw_columns, write_table
from simulation import Feed, simulate

TABLES = ("fct_customer_scores_daily", "fct_score_drivers_daily", "fct_customer_scores_current")
# what does not change from day to day, and takes most of the time
WITH_SEEDS = ["--exclude-resource-type", "test", "unit_test"]
WITHOUT_TESTS = ["--no-write-json", "--log-level-file", "info", "--exclude-resource-type", "test", "unit_test", "seed"]
PUBLICATION = "publication"
# about the seconds that each stage of the job takes
STAGES = {
    "parsing and checks": 4,
    "seeds and staging": 2,
    "intermediate models": 3,
    "daily table": 0.3,
    "marts": 0.4,
    PUBLICATION: 0.35,
}
# bytes: less than the log of a large transaction takes, and around what the published copy takes
FULL_DISKS = (100_000, 1_600_000, 400_000, 2_300_000)
PR_CAPBSET_DROP = 24
RIGHTS_BEYOND_MODES = (1, 2)  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH


def fingerprint(database: Path) -> str:
    """A hash over every column of the tables of scores, rows in the order of their keys."""
    digest = hashlib.sha256()
    with duckdb.connect(str(database), read_only=True) as connection:
        for table in TABLES:
            for row in connection.execute(f"select * from {table} order by all").fetchall():
                digest.update(repr(row).encode())
    return digest.hexdigest()


class Lane:
    """A raw folder, a database and a published folder, and the daily job on them."""

    def __init__(self, root: Path, **environment: str):
        self.root = root
        self.raw, self.database, self.published = root / "raw", root / "scores.duckdb", root / "published"
        self.raw.mkdir(parents=True)
        self.environment = os.environ | {
            "CX_RAW_PATH": str(self.raw),
            "CX_DUCKDB_PATH": str(self.database),
            "CX_PUBLISH_PATH": str(self.published),
            "CX_SKIP_FRESHNESS": "true",
            "DBT_TARGET_PATH": str(root / "target"),
            "DBT_LOG_PATH": str(root / "logs"),
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        } | environment

    def load(self, tables: dict[str, list[dict]], files: int = 1, draw: random.Random | None = None) -> None:
        """Writes the raw tables, each as one file, or shuffled over several."""
        for table, columns in raw_columns().items():
            rows = list(tables.get(table, []))
            if draw:
                draw.shuffle(rows)
            folder = self.raw / table
            shutil.rmtree(folder, ignore_errors=True)
            for number in range(files):
                write_table(folder / f"{number}.parquet", rows[number::files], columns)

    def start(self, *arguments: str, before=None) -> subprocess.Popen:
        """Starts the daily job in a process group of its own; `before` runs in the child."""
        (self.root / "logs").mkdir(exist_ok=True)
        (self.root / "logs/dbt.log").unlink(missing_ok=True)
        return subprocess.Popen(
            [sys.executable, str(PROJECT / "scripts/daily_job.py"), "--", *arguments],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=(self.root / "stderr").open("w"),
            start_new_session=True,
            preexec_fn=before,
            text=True,
        )

    def run(self, *arguments: str, before=None) -> tuple[int, str]:
        """Runs the job to its end; returns exit code and summary."""
        job = self.start(*arguments, before=before)
        printed, _ = job.communicate()
        return job.returncode, printed.strip()

    def stage(self) -> str:
        """What the job is doing now."""
        if any((self.published / "versions").glob(".*.writing")):
            return PUBLICATION
        log = self.root / "logs/dbt.log"
        text = log.read_text(errors="replace") if log.exists() else ""
        running = re.findall(r"START .* \w+\.([a-z]+_[a-z_]+)", text)
        if not running:
            return "parsing and checks"
        if "fct_customer_scores_daily" in running[-3:]:
            return "daily table"
        for stage, prefixes in {
            "seeds and staging": ("base_", "stg_"),
            "intermediate models": ("int_",),
            "marts": ("fct_", "dim_", "rpt_"),
        }.items():
            if running[-1].startswith(prefixes):
                return stage
        return "seeds and staging"


def kill(job: subprocess.Popen) -> None:
    """Kills a job and everything it started, with -9."""
    family = [job.pid]
    for process in family:
        with contextlib.suppress(OSError):
            family += map(int, Path(f"/proc/{process}/task/{process}/children").read_text().split())
    for process in family:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    job.wait()


def run_twin(root: Path, feed: Feed, days: list[date], results: Path) -> None:
    """Builds each day without a disturbance and writes {day: fingerprint} lines."""
    workspace = Workspace(root).clear()
    for day in days:
        workspace.write_raw(feed.until(day))
        workspace.run()
        with results.open("a") as file:
            print(day.isoformat(), fingerprint(workspace.database), file=file)


def read_published(published: Path, seen: Path, stop: multiprocessing.Event) -> None:
    """Opens the published copy again and again; writes each state and each error it sees, once."""
    known = set()
    while not stop.is_set():
        with contextlib.suppress(FileNotFoundError):
            state = {"reader_error": None}
            try:
                if (published / "current").exists():
                    state["fingerprint"] = fingerprint(published / "current/serving.duckdb")
            except Exception as error:  # whatever a reader meets is a finding
                state["reader_error"] = repr(error)
            line = json.dumps(state)
            if line not in known:
                known.add(line)
                with seen.open("a") as file:
                    print(line, file=file)
        time.sleep(0.5)


class Soak:
    """One soak: the lanes, the plan of the disturbances and the tally of what happened."""

    def __init__(self, folder: Path, days: int, kills: int, seed: int, tests_every: int, routes: bool):
        self.draw = random.Random(seed)
        self.feed = simulate(seed, days=days)
        self.folder = folder
        self.tests_every, self.routes = tests_every, routes
        self.lane = Lane(folder / "disturbed")
        self.twin_results = folder / "twin.txt"
        self.twin_results.touch()
        middle = self.feed.load_days[1:-1]
        missed = set(self.draw.sample(middle, len(middle) * 3 // 5))
        self.days = [day for day in self.feed.load_days if day not in missed]
        self.tried, self.survived = Counter(), Counter()
        self.kills = self.plan_kills(kills)
        self.note("missed days, found and scored", len(missed), survived=len(missed))

    def plan_kills(self, kills: int) -> dict[date, list[str]]:
        """For each day the stages of the job in which it is killed; every stage has as many, from the third day on."""
        stages = [stage for stage, _ in zip(itertools.cycle(STAGES), range(kills), strict=False)]
        self.draw.shuffle(stages)
        days = self.days[2:]
        return {day: stages[number :: len(days)] for number, day in enumerate(days)}

    def note(self, fault: str, tried: int = 1, survived: int = 0) -> None:
        self.tried[fault] += tried
        self.survived[fault] += survived

    def twin(self, day: date) -> str:
        """The fingerprint of the twin on a day, as soon as it is there."""
        while True:
            found = dict(line.split() for line in self.twin_results.read_text().splitlines())
            if day.isoformat() in found:
                return found[day.isoformat()]
            if not self.twin_process.is_alive():
                raise SystemExit("The undisturbed twin failed; see above.")
            time.sleep(0.1)

    def run(self) -> bool:
        stop, seen = multiprocessing.Event(), self.folder / "seen.jsonl"
        seen.touch()
        self.twin_process = multiprocessing.Process(
            target=run_twin, args=(self.folder / "twin", self.feed, self.days, self.twin_results)
        )
        readers = [
            multiprocessing.Process(target=read_published, args=(self.lane.published, seen, stop)) for _ in range(2)
        ]
        for process in (self.twin_process, *readers):
            process.start()
        try:
            for number, day in enumerate(self.days):
                self.one_day(number, day)
            if self.routes:
                self.other_routes()
        finally:
            stop.set()
            for process in readers:
                process.join()
            self.twin_process.terminate()
        self.judge_readers(seen)
        return self.report()

    def one_day(self, number: int, day: date) -> None:
        self.lane.load(self.feed.until(day))
        disturbances = [self.kill_in(stage) for stage in self.kills.get(day, [])]
        if number % 12 == 2:
            disturbances.append(self.with_full_disk(FULL_DISKS[number // 12 % len(FULL_DISKS)]))
        if number % 12 == 1:
            disturbances.append(self.with_read_only_folders())
        # the first run of a database loads the seeds
        with_tests = self.tests_every > 0 and number % self.tests_every == 1
        arguments = [] if with_tests else WITHOUT_TESTS if number else WITH_SEEDS
        code, summary = self.lane.run(*arguments)
        same = code == 0 and fingerprint(self.lane.database) == self.twin(day)
        published = code == 0 and fingerprint(self.lane.published / "current/serving.duckdb") == self.twin(day)
        print(f"{day} {'same' if same and published else 'DIFFERENT'} {disturbances or ''} {summary}", flush=True)
        self.note("days equal to the undisturbed twin, published too", 1, same and published)
        for disturbance in disturbances:
            self.note(disturbance, 1, same and published)

    def kill_in(self, stage: str) -> str:
        """Kills a run at a random moment after the stage has begun; returns where it was by then."""
        job = self.lane.start(*WITHOUT_TESTS)
        while job.poll() is None and self.lane.stage() != stage:
            time.sleep(0.02)
        time.sleep(self.draw.uniform(0, STAGES[stage]))
        stage = self.lane.stage() if job.poll() is None else "just after the end"
        kill(job)
        return f"kill -9 in: {stage}"

    def with_full_disk(self, limit: int) -> str:
        """A run that can write no file beyond some bytes."""

        def starve():
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

        code, _ = self.lane.run(*WITHOUT_TESTS, before=starve)
        return "disk full" if code else "disk full, unnoticed"

    def with_read_only_folders(self) -> str:
        """A run that may not write to its folders; root loses the right to do so whatever their modes."""
        folders = [self.lane.published / "versions", self.lane.published]
        if self.draw.random() < 0.5:
            folders.append(self.lane.root)
        modes = [folder.stat().st_mode for folder in folders]
        system = ctypes.CDLL(None)

        def lose_rights():
            for right in RIGHTS_BEYOND_MODES:
                system.prctl(PR_CAPBSET_DROP, right, 0, 0, 0)

        for folder in folders:
            folder.chmod(0o555)
        try:
            code, _ = self.lane.run(*WITHOUT_TESTS, before=lose_rights)
        finally:
            for folder, mode in zip(folders, modes, strict=True):
                folder.chmod(mode)
        return "read-only folders" if code else "read-only folders did not hinder"

    def other_routes(self) -> None:
        """The same last state by a full refresh in chunks, and by one run over shuffled rows in many files."""
        expected = self.twin(self.days[-1])
        code, _ = self.lane.run(*WITHOUT_TESTS, "--full-refresh", "--vars", "{chunk_customer_days: 300}")
        self.note("route: full refresh in chunks", 1, code == 0 and fingerprint(self.lane.database) == expected)
        for threads in ("1", "8"):
            lane = Lane(self.folder / f"backfill_{threads}", CX_THREADS=threads)
            lane.load(self.feed.until(self.days[-1]), files=7, draw=self.draw)
            code, _ = lane.run(*WITH_SEEDS)
            same = code == 0 and fingerprint(lane.database) == expected
            self.note(f"route: one run, rows shuffled over 7 files, {threads} threads", 1, same)

    def judge_readers(self, seen: Path) -> None:
        allowed = {line.split()[1] for line in self.twin_results.read_text().splitlines()}
        states = [json.loads(line) for line in seen.read_text().splitlines()]
        for state in states:
            if state["reader_error"] or "fingerprint" in state:
                good = not state["reader_error"] and state["fingerprint"] in allowed
                self.note("states that readers saw, each whole and of one day", 1, good)
                if not good:
                    print(f"a reader saw {state}")

    def report(self) -> bool:
        for fault, count in sorted(self.feed.faults.items()):
            self.note(f"in the feed: {fault}", count, count)
        width = max(map(len, self.tried))
        print(f"\n{'fault':{width}}  tried  survived")
        for fault in sorted(self.tried):
            print(f"{fault:{width}}  {self.tried[fault]:5}  {self.survived[fault]:8}")
        kills = sum(count for fault, count in self.tried.items() if fault.startswith("kill"))
        print(f"\n{kills} kills, {len(self.days)} days run; fingerprint {fingerprint(self.lane.database)}")
        return self.tried == self.survived


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--folder", type=Path, required=True, help="emptied first; holds the lanes")
    parser.add_argument("--days", type=int, default=60)
    parser.add_argument("--kills", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tests-every", type=int, default=40, help="days between runs with all tests; 0: never")
    parser.add_argument("--without-routes", action="store_true", help="leave out the other routes at the end")
    options = parser.parse_args()
    shutil.rmtree(options.folder, ignore_errors=True)
    soak = Soak(
        options.folder.absolute(), options.days, options.kills, options.seed, options.tests_every,
        not options.without_routes,
    )  # fmt: skip
    return 0 if soak.run() else 1


if __name__ == "__main__":
    sys.exit(main())
