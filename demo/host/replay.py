"""Replay a grade book file day by day, and run the package's sweep after each day.

Evaluations run only in the sweeps. The replay reads one day of rows at a time, so the memory of the replay does not
grow with the size of the file.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from datetime import time as clock
from itertools import groupby
from pathlib import Path

import psutil
from django.contrib.auth.models import User
from opaque_keys.edx.keys import CourseKey
from openedx_events.learning.signals import PROGRAM_CERTIFICATE_AWARDED

from host.gradebook import GradebookError
from host.gradebook_file import Contents, GradebookFileError, Row, read_rows, survey
from host.models import CourseRun
from host.progress_bar import ProgressBar
from host.steps import take_step
from micromasters_plugin import api
from micromasters_plugin.data import SweepResult
from micromasters_plugin.exceptions import RetiredProgramError

#: All events of a day happen at NOON, and the sweep of that day happens at NIGHT.
NOON = clock(12, tzinfo=UTC)
NIGHT = clock(23, 59, tzinfo=UTC)
PEOPLE_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Report:
    """The result of a replay.

    ``events`` is the number of the file's rows, and ``credentials`` is the number of awarded credentials.
    """

    events: int
    hints: int
    evaluations: int
    learners: int
    credentials: int
    candidates: int
    seconds: float
    events_per_second: float
    peak_rss_mb: float


def replay(path: Path, program_key: str, *, bar: ProgressBar, note: Callable[[str], None]) -> Report:
    """Replay the file, then reconcile, because the platform sends no event for a deleted grade.

    The function checks the whole file before it writes. If the program is retired, the events reach the platform, and
    ``note`` receives a line that says why nobody was evaluated.

    Raises:
        GradebookFileError: a row cannot be read, or the step of a row is impossible for the learner on that day. After
        an impossible step, the effects of earlier rows stay.
    """
    started = time.monotonic()
    contents = survey(path)
    _create_people(contents.learner_ids)
    runs = _create_runs(contents)
    bar.start(contents.rows)
    swept, peak, day = SweepResult(), _resident_mb(), date.min
    with _AwardCounter() as awarded:
        for day, rows in groupby(read_rows(path), key=lambda row: row.day):
            today = list(rows)
            _replay_day(today, runs)
            swept += api.run_pending(now=datetime.combine(day, NIGHT))
            peak = max(peak, _resident_mb())
            bar.advance(len(today))
        if contents.rows:
            try:
                swept += api.reconcile(program_key=program_key, now=datetime.combine(day, NIGHT))
            except RetiredProgramError as error:
                note(f"nobody was evaluated: {error}")
    bar.end()
    seconds = time.monotonic() - started
    return Report(
        events=contents.rows,
        hints=swept.hints,
        evaluations=swept.evaluations,
        learners=sum(1 for _ in api.standings(program_key)),
        credentials=awarded.count,
        candidates=len(api.candidates(program_key)),
        seconds=round(seconds, 2),
        events_per_second=round(contents.rows / seconds, 1),
        peak_rss_mb=round(max(peak, _resident_mb()), 1),
    )


def as_json(report: Report) -> dict[str, float]:
    """Return the report as plain JSON."""
    return asdict(report)


def _replay_day(rows: list[Row], runs: dict[str, CourseRun]) -> None:
    people = User.objects.in_bulk({row.learner_id for row in rows})
    for row in rows:
        try:
            take_step(
                row.event,
                people[row.learner_id],
                runs[row.course_run],
                ratio=row.ratio,
                when=datetime.combine(row.day, NOON),
            )
        except GradebookError as error:
            raise GradebookFileError(f"line {row.line}: {error}") from None


def _create_people(learner_ids: set[int]) -> None:
    """Create missing accounts. The id of a learner in the file becomes the id of the account."""
    User.objects.bulk_create(
        (
            User(id=learner_id, username=f"learner-{learner_id}", first_name="Learner", last_name=str(learner_id))
            for learner_id in sorted(learner_ids)
        ),
        batch_size=PEOPLE_AT_ONCE,
        ignore_conflicts=True,
    )


def _create_runs(contents: Contents) -> dict[str, CourseRun]:
    """Create missing runs. Each run starts on the day of its first event and has no known end."""
    CourseRun.objects.bulk_create((_run(key, day) for key, day in contents.first_days.items()), ignore_conflicts=True)
    return CourseRun.objects.in_bulk(contents.first_days)


def _run(key: str, day: date) -> CourseRun:
    course = CourseKey.from_string(key)
    return CourseRun(
        key=key,
        course=f"{course.org}+{course.course}",
        title=f"{course.course} {course.run}",
        start=datetime.combine(day, clock.min, tzinfo=UTC),
    )


def _resident_mb() -> float:
    return psutil.Process().memory_info().rss / 2**20


class _AwardCounter:
    """Counts the PROGRAM_CERTIFICATE_AWARDED events that the package sends inside its ``with`` block."""

    def __init__(self) -> None:
        self.count = 0

    def __enter__(self) -> _AwardCounter:
        PROGRAM_CERTIFICATE_AWARDED.connect(self._note, dispatch_uid="host.replay.awarded")
        return self

    def __exit__(self, *exception: object) -> None:
        PROGRAM_CERTIFICATE_AWARDED.disconnect(dispatch_uid="host.replay.awarded")

    def _note(self, **kwargs: object) -> None:
        self.count += 1
