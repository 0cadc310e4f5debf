"""Check that reconciling a million attempts in batches needs no more memory than reconciling ten thousand attempts."""

from __future__ import annotations

from benchmarks.figures import Figure
from benchmarks.throughput import on_sqlite, run_step

LEARNERS = 166_667
ATTEMPTS_EACH = 6


def measure() -> list[Figure]:
    """Measure a reconciliation of due learners, and then a reconciliation without due learners.

    The benchmark takes a quarter of an hour.
    """
    with on_sqlite() as url:
        run_step(url, "prepare", LEARNERS)
        everything = run_step(url, "reconcile", 0, LEARNERS)
        nothing = run_step(url, "reconcile", 0, LEARNERS)
    return [
        Figure("attempts", LEARNERS * ATTEMPTS_EACH, ""),
        Figure("largest resident set, everything to do", everything["rss_mb"], "MB", 200),
        Figure("largest resident set, nothing to do", nothing["rss_mb"], "MB", 200),
    ]
