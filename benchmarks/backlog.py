"""Sweep a backlog of a million hints, count the evaluations of each learner, and measure memory.

``MICROMASTERS_BENCH_HINTS`` sets the number of hints. The hints go to two thousand learners in turn.
"""

from __future__ import annotations

import os

from benchmarks.figures import Figure
from benchmarks.throughput import on_mariadb, on_sqlite, run_step

LEARNERS = 2000
HINTS = int(os.environ.get("MICROMASTERS_BENCH_HINTS", "1000000"))


def measure() -> list[Figure]:
    """Sweep once over the whole backlog, on each database."""
    figures = [Figure("hints", HINTS, ""), Figure("learners", LEARNERS, "")]
    for engine, database in (("SQLite", on_sqlite), ("MariaDB", on_mariadb)):
        with database() as url:
            run_step(url, "prepare", LEARNERS)
            swept = run_step(url, "pile_up", LEARNERS, HINTS // LEARNERS)
        figures += [
            Figure(f"{engine}: evaluations", swept["evaluations"], "", exactly=LEARNERS),
            Figure(f"{engine}: hints that were left", swept["left"], "", exactly=0),
            Figure(f"{engine}: processor time of this process", swept["cpu_seconds"], "s"),
            Figure(f"{engine}: largest resident set", swept["rss_mb"], "MB", 200),
        ]
    return figures
