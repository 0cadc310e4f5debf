"""Measure the statements and the time that an event adds to the sending request."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from types import SimpleNamespace

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openedx_events.learning.signals import PERSISTENT_GRADE_SUMMARY_CHANGED

from benchmarks.figures import Figure
from micromasters_plugin import api
from micromasters_plugin.data.actors import OPERATOR
from micromasters_plugin.inbox.models import Hint
from micromasters_plugin.programs.tracking import tracked_runs
from micromasters_plugin.signals.receivers import on_grade
from tests.factories import UUID_A, UUID_B, program_text, run_of, send_exam, send_grade
from tests.fakes import FakePlatform

LEARNER, TRACKED, UNTRACKED = 7, run_of("1x"), "course-v1:Other+X+2026"


def measure() -> list[Figure]:
    """Measure statements and times of events in untracked and tracked courses, with one program and two programs."""
    FakePlatform.reset()
    api.import_program(program_text("1x", uuid=UUID_A, key="first"), actor=OPERATOR)
    tracked_runs.forget()
    tracked_runs.programs_of(TRACKED)
    figures = [
        Figure("event, course in no program: statements", _statements(lambda: send_grade(LEARNER, UNTRACKED)), "", 0),
        Figure("event, course in no program", _median_us(lambda: _receive(UNTRACKED)), "µs", 50),
        Figure("event, one program: statements", _statements(lambda: send_grade(LEARNER, TRACKED)), "", 3),
    ]
    api.import_program(program_text("1x", uuid=UUID_B, key="second"), actor=OPERATOR)
    tracked_runs.forget()
    refresh = _statements(lambda: tracked_runs.programs_of("x"))
    received, bare = _side_by_side(lambda: _receive(TRACKED), _bare_insert)
    sent, _ = _side_by_side(lambda: send_grade(LEARNER, TRACKED), _bare_insert)
    return [
        *figures,
        Figure("refresh of the index, once a minute: statements", refresh, "", 3),
        Figure("event, two programs: statements", _statements(lambda: send_grade(LEARNER, TRACKED)), "", 3),
        Figure("exam event: statements", _statements(lambda: send_exam(LEARNER, TRACKED, "verified")), "", 4),
        Figure("event, two programs, making and sending it included", sent, "µs"),
        Figure("event, two programs", received, "µs"),
        Figure("event, two programs, to the same INSERT made bare", received / bare, "times", 1.5),
    ]


def _statements(act: Callable[[], object]) -> int:
    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        act()
    return len(queries)


def _receive(run: str) -> None:
    """Run only the receiver, because the platform creates and sends the event with or without the plugin."""
    grade = SimpleNamespace(user_id=LEARNER, course=SimpleNamespace(course_key=run))
    on_grade(signal=PERSISTENT_GRADE_SUMMARY_CHANGED, metadata=SimpleNamespace(id="x", time=None), grade=grade)


def _bare_insert() -> None:
    now = timezone.now()
    with transaction.atomic():
        Hint.objects.bulk_create(Hint(user_id=LEARNER, program_id=n, event_id="x", created=now) for n in (1, 2))


def _side_by_side(first: Callable[[], None], second: Callable[[], None]) -> tuple[float, float]:
    """Measure inside a transaction, and return both medians in µs.

    Measure the two cases in turn, so that noise affects both medians.
    """
    times: tuple[list[float], list[float]] = ([], [])
    with transaction.atomic():
        for _ in range(300):
            for act, durations in zip((first, second), times, strict=True):
                started = time.perf_counter()
                act()
                durations.append(time.perf_counter() - started)
    return statistics.median(times[0]) * 1e6, statistics.median(times[1]) * 1e6


def _median_us(act: Callable[[], None]) -> float:
    times = []
    for _ in range(2000):
        started = time.perf_counter()
        act()
        times.append(time.perf_counter() - started)
    return statistics.median(times) * 1e6
