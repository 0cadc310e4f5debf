"""Define learners for the tests of the worker.

The learners have passed everything, and every process has the same learners.
"""

from __future__ import annotations

from tests.factories import run_of
from tests.fakes import FakePlatform

LEARNERS = range(1, 201)
RUNS = (run_of("1x"), run_of("2x"))


def fill_platform() -> None:
    """Put the learners into the platform in memory."""
    for user_id in LEARNERS:
        for run in RUNS:
            FakePlatform().pass_run(user_id, run)
