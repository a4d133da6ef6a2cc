"""One job per database: a lock beside the database file that says who holds it."""

from __future__ import annotations

import contextlib
import datetime
import fcntl
import json
import os
import shlex
import socket
import sys
from collections.abc import Iterator
from pathlib import Path


class Locked(Exception):
    """Another process holds the lock; the message names it."""


@contextlib.contextmanager
def job_lock(database: Path) -> Iterator[None]:
    """Holds `<database>.lock`; raises Locked at once if another process holds it.

    The system gives the lock back when the process ends, however it ends. The file stays: removing it would let
    two jobs lock two files of the same name.
    """
    file = os.open(f"{database}.lock", os.O_RDWR | os.O_CREAT, 0o640)
    try:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Locked(f"{database} is in use by {_holder(file)}. Wait until it is done, or end it.") from None
        os.ftruncate(file, 0)
        os.pwrite(file, json.dumps(_this_process()).encode(), 0)
        yield
    finally:
        os.close(file)


def _this_process() -> dict[str, object]:
    return {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "command": shlex.join([sys.executable, *sys.argv]),
        "started_at": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
    }


def _holder(file: int) -> str:
    try:
        holder = json.loads(os.pread(file, 65536, 0))
    except ValueError:
        return "a process that has just begun"
    return "process {pid} on {host}, running since {started_at}: {command}".format(**holder)
