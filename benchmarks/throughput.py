"""Measure how fast the pipeline evaluates learners and stores the decisions, and how fast attempts are evaluated.

The demo host's tables replace the tables of the platform, on SQLite and on a private MariaDB.
``MICROMASTERS_BENCH_LEARNERS`` sets the number of learners. Each learner has six attempts.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.figures import Figure
from tests.needs import MARIADB
from tests.services.mariadb import DATABASE, PrivateMariaDB

ROOT = Path(__file__).parent.parent
EVENTS = 5000
ROUNDS = 3
LEARNERS = int(os.environ.get("MICROMASTERS_BENCH_LEARNERS", "10000"))


def measure() -> list[Figure]:
    """Measure with and without due learners, and with one process and two processes, on each database.

    Without due learners, use the fastest of several rounds, because the database first cleans up after the writes.
    The import of modules is not timed.
    """
    figures = []
    for engine, database in (("SQLite", on_sqlite), ("MariaDB", on_mariadb)):
        with database() as url:
            run_step(url, "prepare", LEARNERS)
            everything = run_step(url, "reconcile", 0, LEARNERS)
            nothings = [run_step(url, "reconcile", 0, LEARNERS) for _ in range(ROUNDS)]
            nothing = min(nothings, key=lambda step: step["seconds"])
            middle = LEARNERS // 2
            halves = min(
                _together(url, ("reconcile", 0, middle), ("reconcile", middle, LEARNERS)) for _ in range(ROUNDS)
            )
            hints = run_step(url, "hints", LEARNERS)
            received = _beside(url, ("events", EVENTS, LEARNERS), ("hints", LEARNERS)) if engine == "MariaDB" else None
        attempts = 6 * LEARNERS
        figures += [
            Figure(f"{engine}: run-pending", LEARNERS / hints["seconds"], "learners/s", least=300),
            Figure(f"{engine}: reconcile, everything to do", LEARNERS / everything["seconds"], "learners/s", least=500),
            Figure(f"{engine}: reconcile, nothing to do", attempts / nothing["seconds"], "attempts/s", least=25_000),
            Figure(f"{engine}: two processes to one", nothing["seconds"] / halves, "times", least=1.7),
            Figure(
                f"{engine}: statements that write, nothing to do",
                max(step["written"] for step in nothings),
                "",
                exactly=0,
            ),
            *(_event_times(received) if received else ()),
            Figure(f"{engine}: largest resident set", max(everything["rss_mb"], nothing["rss_mb"]), "MB", 200),
        ]
    return [Figure("learners", LEARNERS, ""), *figures]


def _event_times(received: dict[str, float]) -> list[Figure]:
    """Return the receiver's times in milliseconds.

    While the times are measured, another process evaluates learners and stores the decisions.
    """
    return [
        Figure("MariaDB: a grade event beside run-pending, median", received["p50"], "ms"),
        Figure("MariaDB: a grade event beside run-pending, 99th percentile", received["p99"], "ms"),
    ]


def _environment(url: str) -> dict[str, str]:
    paths = os.pathsep.join([str(ROOT), str(ROOT / "demo")])
    return os.environ | {"DJANGO_SETTINGS_MODULE": "host.settings", "DEMO_DB": url, "PYTHONPATH": paths}


def _start(url: str, *args: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "benchmarks.throughput_steps", *map(str, args)]
    return subprocess.Popen(command, env=_environment(url), cwd=ROOT, stdout=subprocess.PIPE, text=True)


def _result(process: subprocess.Popen[str]) -> dict[str, float]:
    output, _ = process.communicate()
    if process.returncode:
        raise RuntimeError(f"a step of the benchmark failed with status {process.returncode}")
    return json.loads(output.splitlines()[-1])


def run_step(url: str, *args: object) -> dict[str, float]:
    """Run one step on the database ``url`` as a subprocess, and return the step's measurements."""
    return _result(_start(url, *args))


def _together(url: str, *steps: tuple[object, ...]) -> float:
    """Run several steps in parallel, and return the seconds of the slowest step."""
    processes = [_start(url, *step) for step in steps]
    return max(_result(process)["seconds"] for process in processes)


def _beside(url: str, step: tuple[object, ...], load: tuple[object, ...]) -> dict[str, float]:
    """Run one step while another step runs, and return the measurements of the first step."""
    beside = _start(url, *load)
    result = run_step(url, *step)
    _result(beside)
    return result


@contextmanager
def on_sqlite() -> Iterator[str]:
    """Yield the address of a database, and delete the database at the end of the ``with`` block."""
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite:///{folder}/throughput.sqlite3"


@contextmanager
def on_mariadb() -> Iterator[str]:
    """Yield the address of a database on a private server, and stop the server at the end of the ``with`` block."""
    with tempfile.TemporaryDirectory() as folder:
        server = PrivateMariaDB(MARIADB.require(), Path(folder))
        server.install()
        server.start()
        try:
            with server.connect() as connection, connection.cursor() as cursor:
                cursor.execute(f"CREATE DATABASE {DATABASE} CHARACTER SET utf8mb4")
            yield server.url
        finally:
            server.stop()
