"""Scores say something true: they follow the example's hidden satisfaction, and never know the future."""

import subprocess
import sys
from datetime import datetime

import duckdb
from conftest import PROJECT
from test_incident_log_adapter import example_log, update, write_parquet

CUT_DAY = "2016-03-05"


def test_scores_follow_the_hidden_satisfaction_of_the_example(example_database, example_truth):
    with duckdb.connect(str(example_database), read_only=True) as connection:
        by_cohort = connection.execute(
            f"""
            select scores.cohort, corr(scores.score, truth.satisfaction_last_day), count(*)
            from fct_customer_scores_current as scores
            inner join read_parquet('{example_truth}') as truth using (customer_id)
            group by scores.cohort
            """
        ).fetchall()
    assert {cohort for cohort, _, _ in by_cohort} == {"residents", "prospects"}
    for cohort, correlation, count in by_cohort:
        # Chance alone stays below twice the standard error of a correlation.
        assert correlation > 0.4 > 2 / count**0.5, (cohort, correlation, count)


def scores_of_log(workspace, tmp_path, name, rows):
    """Scores up to CUT_DAY of an incident log, through the adapter and the models."""
    log = write_parquet(rows, tmp_path / f"{name}.parquet")
    workspace.clear()
    adapter = PROJECT / "examples/incident_log/run_adapter.py"
    command = [sys.executable, str(adapter), "--log", str(log), "--output", str(workspace.raw)]
    subprocess.run(command, check=True, capture_output=True)
    workspace.run(variables={"as_of_date": CUT_DAY, "unlisted_topics": "keep"})
    return workspace.query("select * from fct_customer_scores_daily order by customer_id, score_date")


def test_scores_of_the_incident_log_use_only_what_was_known_on_each_day(workspace, tmp_path):
    # A last update after the cut lets both logs cover the cut day; all else after it is in one of them only.
    later = update("INC9", "New", "06 00:01", opened_at=datetime(2016, 3, 6, 0, 1), caller_id="Caller Z")
    whole = [*example_log(), later]
    known = [row for row in example_log() if row["sys_updated_at"] < datetime(2016, 3, 6)] + [later]
    assert len(known) < len(whole)
    from_whole = scores_of_log(workspace, tmp_path, "whole", whole)
    from_known = scores_of_log(workspace, tmp_path, "known", known)
    assert from_whole
    assert from_whole == from_known
