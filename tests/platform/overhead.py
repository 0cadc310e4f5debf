"""Measure the time and statements that the receivers add to one recalculation of a course grade.

This module has no limits and records no figures.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from statistics import median

from django.db import connection
from django.test.utils import CaptureQueriesContext
from lms.djangoapps.grades.api import CourseGradeFactory
from openedx_events.learning import signals

from micromasters_plugin.signals.wiring import RECEIVERS


@contextmanager
def without_receivers() -> Iterator[None]:
    """Disconnect the package's receivers from the signals, and connect the receivers again exactly as before."""
    receivers_by_signal = {name: getattr(signals, name).receivers for name in RECEIVERS}
    for name, receivers in receivers_by_signal.items():
        _set(name, [row for row in receivers if not str(row[0][0]).startswith("micromasters.")])
    try:
        yield
    finally:
        for name, receivers in receivers_by_signal.items():
            _set(name, receivers)


def _set(name: str, receivers: list) -> None:
    signal = getattr(signals, name)
    signal.receivers = receivers
    signal.sender_receivers_cache.clear()


def statements_added(user, course) -> int:
    """Return how many more statements a recalculation takes with the receivers than without."""

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            _update(user, course)
        return len(queries)

    with without_receivers():
        alone = count()
    return count() - alone


def times(user, course, *, rounds: int) -> tuple[float, float]:
    """Return the median seconds of a recalculation without and with the receivers, measured in turns."""
    alone: list[float] = []
    together: list[float] = []
    for number in range(rounds):
        pair = [(without_receivers, alone), (nullcontext, together)]
        for condition, seconds in pair if number % 2 else reversed(pair):
            with condition():
                seconds.append(_seconds(lambda: _update(user, course)))
    return median(alone), median(together)


def _update(user, course) -> None:
    CourseGradeFactory().update(user, course)


def _seconds(act: Callable[[], None]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start
