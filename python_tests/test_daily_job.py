"""The daily job: what it runs and prints, and that readers keep what they had when it fails, overlaps or ends."""

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

import pytest
from builders import execute, small_portfolio
from conftest import PROJECT

sys.path.insert(0, str(PROJECT / "scripts"))

import daily_job

# Stands in for dbt: notes its arguments, then does what plan.json says.
FAKE_DBT = """
import json, os, pathlib, sys, time
here = pathlib.Path(__file__).parent
with open(here / "calls", "a") as file:
    print(*sys.argv[1:], file=file)
artifact = "sources" if "freshness" in sys.argv else "run_results"
plan = json.loads((here / "plan.json").read_text()).get(artifact, {})
print("this is dbt without", os.environ["DBT_EXCLUDE_RESOURCE_TYPES"])
if "results" in plan:
    pathlib.Path(os.environ["DBT_TARGET_PATH"], artifact + ".json").write_text(json.dumps({"results": plan["results"]}))
(here / "pid").write_text(str(os.getpid()))
time.sleep(plan.get("seconds", 0))
sys.exit(plan.get("code", 0))
"""


class Job:
    """The daily job on three days of the example, with a stand-in for dbt."""

    def __init__(self, root, workspace):
        self.root = root
        self.folder = root / "published"
        self.database = workspace.database
        self.environment = os.environ | workspace.environment | {
            "CX_PUBLISH_PATH": str(self.folder),
            "DBT_TARGET_PATH": str(workspace.target),
            "DBT_LOG_PATH": str(root / "logs"),
        }
        (root / "dbt.py").write_text(FAKE_DBT)
        self.dbt = [sys.executable, str(root / "dbt.py")]
        self.plan()

    def plan(self, **artifacts):
        """Says what the stand-in does: exit code, results and seconds, by the name of the artifact."""
        (self.root / "plan.json").write_text(json.dumps(artifacts))

    def calls(self):
        """The arguments of the calls of dbt since the last time."""
        with contextlib.suppress(FileNotFoundError):
            lines = (self.root / "calls").read_text().splitlines()
            (self.root / "calls").unlink()
            return lines
        return []

    def run(self, *arguments, **environment):
        return daily_job.main(list(arguments), environment=self.environment | environment, dbt=self.dbt)

    def start(self, **environment):
        """Starts the job in a process of its own and waits until its dbt runs."""
        (self.root / "pid").unlink(missing_ok=True)
        code = f"import sys\nsys.path.insert(0, {str(PROJECT / 'scripts')!r})\nimport daily_job\n"
        process = subprocess.Popen(
            [sys.executable, "-c", f"{code}sys.exit(daily_job.main([], dbt={self.dbt!r}))"],
            env=self.environment | environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        while not (self.root / "pid").exists() or not (self.root / "pid").read_text():
            assert process.poll() is None
            time.sleep(0.05)
        return process, int((self.root / "pid").read_text())

    def current(self):
        return os.readlink(self.folder / "current")


@pytest.fixture
def job(tmp_path, workspace, small_example):
    shutil.copy(small_example, workspace.database)
    if not (workspace.target / "manifest.json").exists():
        assert workspace.dbt("parse").success
    return Job(tmp_path, workspace)


def last_line(captured):
    return captured.out.splitlines()[-1]


# The steps


def test_a_good_run_builds_publishes_and_says_so_in_one_line(job, capfd):
    assert job.run("--", "--full-refresh", CX_SKIP_FRESHNESS="true") == 0
    printed = capfd.readouterr()
    assert re.fullmatch(
        r"2026-06-29 published: 675 customers scored, 178 days written, 0 scores restated, \d+ of \d+ rows refused, "
        r"version \d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ, \d+ s\n",
        printed.out,
    )
    assert job.calls() == ["--quiet build --full-refresh"]
    assert job.current().removeprefix("versions/") in printed.out
    assert "this is dbt without unit_test" in printed.err


def test_the_age_of_the_input_is_checked_but_not_of_the_shipped_example(job):
    for environment, checked in [
        ({}, True),
        ({"CX_SKIP_FRESHNESS": "false"}, True),
        ({"CX_SKIP_FRESHNESS": "true"}, False),
        ({"CX_RAW_PATH": str(PROJECT / "data/../data/example/")}, False),
        ({"CX_RAW_PATH": ""}, False),
        ({"CX_RAW_PATH": "", "CX_RAW_SCHEMA": "feed"}, True),
    ]:
        assert daily_job.DailyJob(job.environment | environment, job.dbt).needs_fresh_input() == checked, environment
    assert job.run() == 0
    assert job.calls() == ["--quiet source freshness", "--quiet build"]


@pytest.mark.parametrize("wrong", [{"arguments": ["--full-refresh"]}, {"CX_SKIP_FRESHNESS": "yes"}])
def test_misuse_is_an_exit_code_of_its_own(job, wrong, capfd):
    with pytest.raises(SystemExit) as exit:
        job.run(*wrong.pop("arguments", []), **wrong)
    assert exit.value.code == 2
    assert re.search("unrecognized arguments: --full-refresh|'yes': set it to true or false", capfd.readouterr().err)
    assert job.calls() == []


def test_a_failed_build_publishes_nothing(job, capfd):
    assert job.run() == 0
    before = job.current()
    results = [
        {"unique_id": f"model.customer_experience.{name}", "status": status}
        for name, status in zip("abcdef", ("error", "fail", "skipped", "pass", "fail", "error"), strict=True)
    ]
    for plan, reason in [
        ({"code": 1, "results": results}, "4 errors (a, b, e, ...)"),
        ({"code": 1, "results": results[:1]}, "1 error (a)"),
        # dbt writes no results then; those of the run before must not be told
        ({"code": 2}, "dbt ended with code 2"),
    ]:
        job.plan(run_results=plan)
        assert job.run() == 1
        assert last_line(capfd.readouterr()) == (
            f"failed at build: {reason}, nothing was published; see {job.root}/logs/dbt.log"
        )
    assert job.current() == before


def test_a_check_that_can_not_be_made_stops_the_job(job, capfd):
    job.plan(sources={"code": 2})
    assert job.run() == 1
    assert last_line(capfd.readouterr()).startswith("failed at check: dbt ended with code 2, nothing was built; see")
    unreadable = {"unique_id": "source.customer_experience.raw.issues", "status": "runtime error", "error": "no column"}
    job.plan(sources={"code": 1, "results": [unreadable]})
    assert job.run() == 1
    assert "failed at check: raw.issues can not be read (no column)" in last_line(capfd.readouterr())
    assert job.calls() == ["--quiet source freshness"] * 2


def test_a_failed_publication_is_a_failed_run(job, capfd):
    assert job.run() == 0
    before = job.current()
    execute(job.database, "drop table dim_properties")
    assert job.run() == 1
    assert "failed at publish:" in (line := last_line(capfd.readouterr()))
    assert "has no dim_properties" in line
    execute(job.database, "delete from rpt_daily_run")
    assert job.run() == 1
    assert "failed at publish: rpt_daily_run is empty: no day is scored yet." in last_line(capfd.readouterr())
    assert job.current() == before


def test_restated_scores_are_counted_if_this_run_restated_them(job, capfd):
    execute(
        job.database,
        "insert into fct_score_restatements by name "
        "select score_date, 'ann' as customer_id, newest_loaded_at - unnest([interval 0 day, interval 1 day]) as restated_at "
        "from main_intermediate.int_scoring_days order by score_date limit 6",
    )
    assert job.run() == 0
    assert "178 days written, 3 scores restated, " in last_line(capfd.readouterr())


def test_a_day_that_is_not_good_is_told(job, capfd):
    execute(
        job.database, "update rpt_daily_run set run_verdict = 'completed late', rows_quarantined = 7, rows_read = 9"
    )
    assert job.run() == 0
    assert "7 of 9 rows refused, completed late, version" in last_line(capfd.readouterr())


# The lock and signals


def test_a_second_job_is_refused_and_names_the_first_whose_lock_ends_with_it(job, capfd):
    job.plan(sources={"seconds": 60})
    process, dbt = job.start()
    lock = json.loads((job.root / f"{job.database}.lock").read_text())
    assert lock["pid"] == process.pid
    assert set(lock) == {"pid", "host", "command", "started_at"}
    assert datetime.now(UTC) - datetime.fromisoformat(lock["started_at"]) < timedelta(minutes=5)
    assert job.run() == 75
    printed = last_line(capfd.readouterr())
    assert printed.startswith(f"not started: {job.database} is in use by process {process.pid} on ")
    assert lock["started_at"] in printed and lock["command"] in printed
    assert not job.folder.exists()

    process.kill()
    process.wait()
    os.kill(dbt, signal.SIGKILL)
    job.plan()
    assert job.run() == 0
    assert json.loads((job.root / f"{job.database}.lock").read_text())["pid"] == os.getpid()


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGINT])
def test_a_job_that_is_told_to_end_ends_its_dbt_and_publishes_nothing(job, signum):
    job.plan(run_results={"seconds": 60})
    process, dbt = job.start(CX_SKIP_FRESHNESS="true")
    process.send_signal(signum)
    printed, _ = process.communicate(timeout=30)
    assert process.returncode == 128 + signum
    assert printed == f"ended by {signum.name} before it was done\n"
    with pytest.raises(ProcessLookupError):
        os.kill(dbt, 0)
    assert not job.folder.exists()


# With dbt itself


def loaded(hours_ago):
    """Raw rows that were loaded some hours ago by the clock; issues, surveys and initiatives are empty."""
    moment = datetime.now(UTC).replace(tzinfo=None) - timedelta(hours=hours_ago)
    return {table: [row | {"loaded_at": moment} for row in rows] for table, rows in small_portfolio().items()}


def test_a_stale_table_stops_the_job_before_anything_is_built(job, workspace, capfd):
    workspace.write_raw(loaded(hours_ago=1) | {"interactions": loaded(hours_ago=100)["interactions"]})
    job.dbt = None
    assert job.run() == 1
    assert last_line(capfd.readouterr()) == (
        "failed at check: raw.interactions is 100 hours old (72 hours allowed); nothing was built; "
        "load these tables and run the job again, or set CX_SKIP_FRESHNESS=true to score what is there"
    )
    log = (job.root / "logs/dbt.log").read_text()
    assert re.findall(r"'invocation_command': '([^']+)'", log) == ["dbt --quiet source freshness"]
    assert not job.folder.exists()


def test_fresh_input_is_built_and_a_failed_data_test_publishes_nothing(job, workspace, capfd):
    workspace.write_raw(loaded(hours_ago=1))
    assert job.run() == 0
    before = job.current()
    other_score = "case when customer_id = 'cus-0000805' then 50 else score end as score"
    execute(
        job.database,
        f"create or replace view fct_customer_scores_current as select * replace ({other_score}) "
        "from fct_customer_scores_daily where score_date = (select max(score_date) from fct_customer_scores_daily)",
    )
    capfd.readouterr()
    job.dbt = None
    assert job.run("--", "--select", "assert_current_scores_are_of_the_last_day") == 1
    printed = capfd.readouterr()
    assert "failed at build: 1 error (assert_current_scores_are_of_the_last_day)" in last_line(printed)
    assert "Got 2 results, configured to fail if != 0" in printed.err
    assert job.current() == before
