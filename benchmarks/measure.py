"""What the benchmarks share: running a process with its time and memory, and rounding figures."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import time


@dataclasses.dataclass
class Run:
    """What a process took: seconds by the clock, seconds of its threads, the most memory it held, in bytes."""

    seconds: float
    cpu_seconds: float
    peak_bytes: int
    output: str


def run(*command: object, **environment: str) -> Run:
    """Runs a command to its end; raises SystemExit with its output if it fails.

    A child's peak is never below that of this process, so whatever needs memory is done in children.
    """
    began = time.monotonic()
    process = subprocess.Popen(
        list(map(str, command)),
        env=os.environ | {"DBT_SEND_ANONYMOUS_USAGE_STATS": "false"} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.monotonic() - began
    if status:
        raise SystemExit(f"{' '.join(map(str, command))} failed:\n{output[-4000:]}")
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, output)


def rounded(figures: object) -> object:
    """The figures with four digits that count."""
    if isinstance(figures, dict):
        return {name: rounded(value) for name, value in figures.items()}
    return float(f"{figures:.4g}") if isinstance(figures, float) else figures
