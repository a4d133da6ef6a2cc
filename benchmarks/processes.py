"""Processes that serve a run, such as the parts of a cluster: begun, waited for and always ended."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LOOPBACK = "127.0.0.1"
POLL_SECONDS = 0.2


def free_port() -> int:
    """A port of the loopback interface that nobody uses."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return probe.getsockname()[1]


@contextmanager
def process(
    command: list[str], log: Path, environment: dict[str, str], folder: Path | None = None
) -> Iterator[subprocess.Popen]:
    """A process with children of its own, all of which end with the block."""
    with log.open("w") as output:
        started = subprocess.Popen(
            command, stdout=output, stderr=subprocess.STDOUT, env=environment, cwd=folder, start_new_session=True
        )
        try:
            yield started
        finally:
            kill(started)


def kill(started: subprocess.Popen) -> None:
    """Ends a process and its children at once."""
    try:
        os.killpg(started.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    started.wait()


def wait_for(log: Path, pattern: str, deadline: float, started: subprocess.Popen) -> None:
    """Waits until a log has a line; says what it held when the process ends or the time is over."""
    while not re.search(pattern, text := log.read_text(errors="replace")):
        if started.poll() is not None or time.monotonic() > deadline:
            raise SystemExit(f"{log} never said {pattern!r}; its end:\n{text[-3000:]}")
        time.sleep(POLL_SECONDS)


def spark_home(python: Path) -> Path:
    """The folder of Spark's own programs in an environment that has it."""
    find = [str(python), "-c", "import pyspark; print(pyspark.__path__[0])"]
    return Path(subprocess.run(find, capture_output=True, text=True, check=True).stdout.strip())
