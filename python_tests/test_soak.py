"""A short cut of `make soak`: a few days of the real daily job, killed, starved of disk, and read meanwhile."""

import re
import subprocess
import sys

from conftest import PROJECT

DAYS, KILLS = 3, 4


def test_the_daily_job_survives_kills_a_full_disk_and_read_only_folders(tmp_path):
    soak = subprocess.run(
        [sys.executable, str(PROJECT / "python_tests/soak.py"), "--folder", str(tmp_path / "soak")]
        + ["--days", str(DAYS), "--kills", str(KILLS), "--seed", "3", "--tests-every", "0", "--without-routes"],
        capture_output=True,
        text=True,
    )
    assert soak.returncode == 0, soak.stdout + soak.stderr
    tally = {
        fault.strip(): (int(tried), int(survived))
        for fault, tried, survived in re.findall(r"^(.+?) {2,}(\d+) +(\d+)$", soak.stdout, re.MULTILINE)
    }
    assert sum(tried for fault, (tried, _) in tally.items() if fault.startswith("kill -9")) == KILLS
    assert tally["days equal to the undisturbed twin, published too"] == (DAYS, DAYS)
    assert tally["disk full"] == (1, 1)
    assert tally["read-only folders"] == (1, 1)
    assert tally["states that readers saw, each whole and of one day"][0] >= 2
