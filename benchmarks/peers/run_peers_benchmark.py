"""Time and memory of scoring one day with the models of this project, with pandas and with Polars, on the same files.

    python benchmarks/peers/run_peers_benchmark.py --database scores.duckdb

Exports the input of a day, runs the three programs in turn, each in a process of its own with the same number of
threads, the models also as on a next day, and compares what they return with the scores in the database. Prints a table
and writes it as JSON to benchmarks/peers/results. Exit code 1 if any result differs. README.md says what the figures
mean.
"""

from __future__ import annotations

import argparse
import datetime
import importlib.metadata
import json
import sys
from pathlib import Path

import duckdb
from export_input import RESULT

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parents[1]
sys.path.insert(0, str(PROJECT / "benchmarks"))
from measure import Run, rounded, run  # noqa: E402

# in this order: the next day takes what the models left
PROGRAMS = ("models", "models_next_day", "pandas", "polars")
PEER_PACKAGES = ("numpy", "pandas", "polars", "pyarrow")


def run_program(program: str, folder: Path, threads: int, peers: Path) -> Run:
    """Runs one of the programs on the input in the folder."""
    files = ("--input", folder, "--output", folder / f"scores_of_{program}.parquet")
    if program.startswith("models"):
        database = ("--database", folder / "models.duckdb", *(["--next-day"] if program == "models_next_day" else []))
        return run(sys.executable, HERE / "score_with_models.py", *files, *database, "--threads", threads)
    # pyarrow and Polars read their number of threads from the environment
    command = (sys.executable, HERE / f"score_with_{program}.py", *files)
    return run(*command, PYTHONPATH=str(peers), OMP_NUM_THREADS=str(threads), POLARS_MAX_THREADS=str(threads))


def differing_rows(folder: Path, program: str) -> int:
    """Rows that the result of a program and the scores of the database do not have in common."""
    columns = ", ".join(RESULT)
    expected = f"select {columns} from '{folder / 'expected'}.parquet'"
    found = f"select {columns} from '{folder}/scores_of_{program}.parquet'"
    with duckdb.connect() as connection:
        return sum(
            connection.execute(f"select count(*) from ({left} except all {right})").fetchone()[0]
            for left, right in ((expected, found), (found, expected))
        )


def measure(folder: Path, threads: int, repetitions: int, peers: Path) -> dict:
    """The figures of each program: of the fastest of its runs, and the largest peak of all of them."""
    runs: dict[str, list[Run]] = {program: [] for program in PROGRAMS}
    # in turn, so that other work on the machine hits all of them
    for _ in range(repetitions):
        for program in PROGRAMS:
            runs[program].append(run_program(program, folder, threads, peers))
    figures = {}
    for program, of_program in runs.items():
        fastest = min(of_program, key=lambda one: one.seconds)
        figures[program] = {
            "seconds": fastest.seconds,
            "cpu seconds": fastest.cpu_seconds,
            "peak bytes": max(one.peak_bytes for one in of_program),
            "rows that differ": differing_rows(folder, program),
        }
        if program.startswith("models"):
            figures[program]["seconds by model"] = json.loads(fastest.output)
    (folder / "models.duckdb").unlink()
    for program in PROGRAMS:
        for other in ("models", "models_next_day"):
            figures[program][f"ratio to {other}"] = {
                name: figures[program][name] / figures[other][name] for name in ("seconds", "cpu seconds", "peak bytes")
            }
    return figures


def show(figures: dict) -> None:
    """Prints the figures as a table."""
    print(
        f"{figures['score_date']}: {figures['customers']:,} customers, {figures['interactions']:,} interactions "
        f"in the window; {figures['threads']} threads; the fastest of {figures['repetitions']} runs counts; "
        "x is the ratio to the models on a next day, which keep what does not change\n"
    )
    print(f"{'':17}{'seconds':>10}{'x':>7}{'CPU seconds':>14}{'x':>7}{'peak MB':>10}{'x':>7}{'rows that differ':>19}")
    for program, row in figures["programs"].items():
        ratio = row["ratio to models_next_day"]
        print(
            f"{program:17}{row['seconds']:10.2f}{ratio['seconds']:7.2f}"
            f"{row['cpu seconds']:14.2f}{ratio['cpu seconds']:7.2f}"
            f"{row['peak bytes'] / 1e6:10.0f}{ratio['peak bytes']:7.2f}{row['rows that differ']:19,}"
        )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--database", type=Path, required=True, help="a database of this project with scores")
    parser.add_argument("--date", type=datetime.date.fromisoformat, help="yyyy-mm-dd; the last scored day if not given")
    parser.add_argument("--name", help="of the file with the results; <number of customers>_customers if not given")
    parser.add_argument("--folder", type=Path, default=PROJECT / "target/benchmark_peers", help="for input and output")
    parser.add_argument("--peers", type=Path, default=PROJECT / ".venv/peers", help="holds pandas and Polars")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--repetitions", type=int, default=3)
    options = parser.parse_args()
    versions = {
        package.name: package.version
        for package in importlib.metadata.distributions(path=[str(options.peers)])
        if package.name in PEER_PACKAGES
    }
    if set(versions) != set(PEER_PACKAGES):
        raise SystemExit(f"{options.peers} does not hold {', '.join(PEER_PACKAGES)}; `make .venv/peers/ready` does it")
    folder = options.folder.absolute()
    export = [sys.executable, HERE / "export_input.py", "--database", options.database, "--folder", folder]
    run(*export, *(["--date", options.date] if options.date else []))
    figures = json.loads((folder / "day.json").read_text(encoding="utf-8")) | {
        "threads": options.threads,
        "repetitions": options.repetitions,
        "versions": {"duckdb": duckdb.__version__, **versions},
        "programs": measure(folder, options.threads, options.repetitions, options.peers.absolute()),
    }
    results = HERE / "results"
    results.mkdir(exist_ok=True)
    name = options.name or f"{figures['customers']}_customers"
    (results / f"{name}.json").write_text(json.dumps(rounded(figures), indent=2) + "\n", encoding="utf-8")
    show(figures)
    return int(any(row["rows that differ"] for row in figures["programs"].values()))


if __name__ == "__main__":
    sys.exit(main())
