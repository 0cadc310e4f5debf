"""``make torture``: run the stateful machine and kill workers on both databases in turn, until the time is over.

``TORTURE_SECONDS`` is the duration in seconds, 600 by default. ``SEED`` repeats the rounds of an earlier run. The last
round may exceed the duration. The first failure ends the run.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path

from tests import needs
from tests.services.mariadb import PrivateMariaDB
from tests.services.processes import run_module

#: The timeout of the machine. The machine shortens a failing example before the machine reports the example.
SHRINKING_SECONDS = 1200.0

#: A worker is killed at each passage of a fail point up to this number. Every fail point has fewer passages than this
#: number.
ALL = "100"

#: The duration of the round with sixteen workers, and the results that must be empty or zero.
HAMMER_SECONDS = 60
MUST_BE_NONE = (
    "undone",
    "hints_lost",
    "hints_left",
    "standings_that_differ",
    "ledger_breaks",
    "worker_errors",
    "failed",
)

#: A round takes a seed and an empty folder, and returns a report.
Round = Callable[[int, Path], str]


class Rounds:
    """The kinds of rounds. All rounds share databases that are prepared at the start."""

    def __init__(self, server: PrivateMariaDB, folder: Path):
        self.server, self.empty_database = server, folder / "empty.sqlite3"
        server.install()
        server.start()
        server.migrate()
        run_module("django", "migrate", "--verbosity", "0", database_url=f"sqlite://{self.empty_database}")

    def kinds(self) -> list[Round]:
        return [self.machine, self.every_fail_point, self.kills_on_mariadb, self.kills_on_sqlite, self.sixteen_workers]

    def machine(self, seed: int, folder: Path) -> str:
        return run_module(
            "tests.torture.machine_round", str(seed), database_url="sqlite://", timeout_seconds=SHRINKING_SECONDS
        )

    def every_fail_point(self, seed: int, folder: Path) -> str:
        self.server.empty()
        report = json.loads(run_module("tests.torture.kills", str(folder), ALL, database_url=self.server.url))
        for label, kills in report["killed"].items():
            for killed in kills:
                assert killed["outcome"] == report["undisturbed"]["outcome"], f"{label}: {killed}"
                assert killed["email"]["sent"] <= 1, f"{label}: {killed}"
        return json.dumps({"killed": sum(map(len, report["killed"].values()))})

    def kills_on_mariadb(self, seed: int, folder: Path) -> str:
        self.server.empty()
        return run_module("tests.torture.chains", str(folder), str(seed), database_url=self.server.url)

    def kills_on_sqlite(self, seed: int, folder: Path) -> str:
        database = shutil.copy(self.empty_database, folder / "database")
        return run_module("tests.torture.chains", str(folder), str(seed), database_url=f"sqlite://{database}")

    def sixteen_workers(self, seed: int, folder: Path) -> str:
        self.server.empty()
        output = run_module("tests.pipeline.grades_beside_workers", str(HAMMER_SECONDS), database_url=self.server.url)
        result = json.loads(output)
        wrong = {name: result[name] for name in MUST_BE_NONE if result[name]}
        assert not wrong and result["sent"] == result["kept"], f"{wrong or result}"
        return json.dumps({"grades": result["sent"], "slowest_seconds": round(result["slowest_seconds"], 3)})


def run(seed: int, seconds: float) -> Iterator[str]:
    """Yield one line for each round."""
    program = needs.MARIADB.find()
    if program is None:
        sys.exit(f"MariaDB is needed: {needs.MARIADB.remedy}")
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        server = PrivateMariaDB(program, home)
        try:
            kinds = Rounds(server, home).kinds()
            end = time.monotonic() + seconds
            for number, kind in enumerate(cycle(kinds), 1):
                if time.monotonic() >= end:
                    return
                folder, started = home / str(number), time.monotonic()
                folder.mkdir()
                report = kind(chance.randrange(2**32), folder).strip()
                yield f"{number:4} {kind.__name__:16} {time.monotonic() - started:6.1f} s  {report}"
        finally:
            server.stop()


def main() -> None:
    seed = int(os.environ.get("SEED") or random.randrange(2**32))
    seconds = float(os.environ.get("TORTURE_SECONDS") or 600)
    print(f"SEED={seed}", flush=True)
    try:
        for line in run(seed, seconds):
            print(line, flush=True)
    except (AssertionError, subprocess.TimeoutExpired) as error:
        sys.exit(f"{error}\nSEED={seed} make torture does it again.")


if __name__ == "__main__":
    main()
