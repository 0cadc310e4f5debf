"""Refresh the display copy of course runs. The copy has titles, dates, prices and addresses.

Verdicts never use the copy, because the evaluator reads the platform.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from micromasters_plugin.data import CourseRun
from micromasters_plugin.database.prepared import Prepared
from micromasters_plugin.database.retrying import retry_after_deadlock
from micromasters_plugin.domain.definition import Course, Final, matches_run
from micromasters_plugin.domain.instants import plausible_or_none
from micromasters_plugin.domain.texts import clean_name
from micromasters_plugin.failures import traced
from micromasters_plugin.platform.course_runs import get_course_runs
from micromasters_plugin.programs.models import Program, TrackedRun
from micromasters_plugin.programs.registry import Version, courses_of, versions_of
from micromasters_plugin.time_limit import is_up

log = logging.getLogger(__name__)

REFRESH_AFTER = timedelta(minutes=15)
INSTANTS = ("start", "end", "enrollment_end", "upgrade_deadline")
FIELDS = ("title", "start", "end", "enrollment_end", "upgrade_deadline", "upgrade_price", "currency", "url")


def refresh_runs(*, now: datetime, stop_at: float | None = None) -> None:
    """Read the runs of every program whose copy is older than 15 minutes, and store the changes.

    If several workers try, the worker that first sets the program's date reads the runs. After ``time.monotonic()``
    reaches ``stop_at``, the function begins no further program, and the next round reads the remaining runs.
    """
    stale = Q(runs_refreshed__isnull=True) | Q(runs_refreshed__lte=now - REFRESH_AFTER) | Q(runs_refreshed__gt=now)
    for program in Program.objects.filter(stale):
        if is_up(stop_at):
            return
        if Program.objects.filter(stale, id=program.id).update(runs_refreshed=now):
            try:
                _refresh_program(program, now)
            except Exception as error:
                log.error(
                    "The runs of program %s could not be refreshed, so displayed runs may be outdated: %s",
                    program,
                    traced(error),
                )


def runs_of(versions: Sequence[Version]) -> dict[str, CourseRun]:
    """Return the runs that count in any of ``versions``, by ascending key. Include runs that the platform deleted.

    The function sends two queries. A deleted run still counts, so that the run's grades stay earned. If the platform
    deleted a run before the plugin saw the run, the run is known only from a definition that lists the run, and the
    dates of the run are unknown. The sorting by key gives a learner's attempts a fixed order.
    """
    listed = {run: CourseRun(run, "") for place in _places(versions) for run in place.runs}
    rows = TrackedRun.objects.filter(course__in=courses_of(versions))
    known = [CourseRun(row.run_key, row.title, row.start, row.end) for row in rows]
    runs = listed | {run.key: run for run in matching_runs(versions, known)} | offered_runs(versions)
    return dict(sorted(runs.items()))


def offered_runs(versions: Sequence[Version]) -> dict[str, CourseRun]:
    """Return the runs that count in any of ``versions`` and that the platform lists, by key.

    The function sends one query.
    """
    by_course = get_course_runs().runs_of_courses(list(courses_of(versions)))
    return {run.key: run for runs in by_course.values() for run in matching_runs(versions, runs)}


def proctored_runs(versions: Sequence[Version]) -> list[str]:
    """Return the ascending keys of the runs in which any of ``versions`` requires a proctored exam.

    The function sends two queries.
    """
    proctored = [place for place in _places(versions) if place.proctored]
    return [run for run in runs_of(versions) if any(matches_run(place, run) for place in proctored)]


def matching_runs(versions: Sequence[Version], runs: Iterable[CourseRun]) -> Iterator[CourseRun]:
    """Yield the ``runs`` that belong to a course or final exam of any of ``versions``, or that such a course excludes.

    Learners and staff see an attempt in an excluded run, with the reason why the attempt does not count.
    """
    wanted = _places(versions)
    excepted = {run for place in wanted for run in place.except_runs}
    return (run for run in runs if run.key in excepted or any(matches_run(place, run.key) for place in wanted))


def _places(versions: Sequence[Version]) -> list[Course | Final]:
    courses = [course for version in versions for course in version.rules.courses()]
    return [*courses, *(course.final for course in courses if course.final is not None)]


def display_runs(courses: list[str]) -> dict[str, list[CourseRun]]:
    """Map each ``ORG+NUMBER`` to the course's runs in the copy, and put the oldest start first.

    The function sends one query. A deleted run has no address and no price, and the run's enrollment has ended.
    """
    runs: dict[str, list[CourseRun]] = {course: [] for course in courses}
    for course, gone, key, *shown in _rows_of(*courses) if courses else ():
        if course in runs:  # MySQL ignores case
            run = CourseRun(key, **dict(zip(FIELDS, shown, strict=True)))
            runs[course].append(run if gone is None else _as_ended(run, gone))
    return runs


def _rows_in(*courses: str) -> QuerySet:
    rows = TrackedRun.objects.filter(course__in=courses).order_by("start", "run_key")
    return rows.values_list("course", "gone", "run_key", *FIELDS)


_rows_of = Prepared(TrackedRun, _rows_in)


def _as_ended(run: CourseRun, gone: datetime) -> CourseRun:
    return CourseRun(run.key, run.title, run.start, run.end, enrollment_end=gone)


def next_open_run(runs: Sequence[CourseRun], current: str, now: datetime) -> CourseRun | None:
    """Return the run with the earliest start that the learner can still join for credit.

    Ignore ``current``, runs that are over, and runs that are closed for enrollment or for upgrades.
    """
    open_runs = [
        run
        for run in runs
        if run.key != current
        and not any(_is_past(instant, now) for instant in (run.enrollment_end, run.upgrade_deadline, run.end))
    ]
    return min(open_runs, key=lambda run: (run.start is None, run.start or now, run.key), default=None)


def _is_past(instant: datetime | None, now: datetime) -> bool:
    return instant is not None and instant <= now


@retry_after_deadlock
@transaction.atomic
def _refresh_program(program: Program, now: datetime) -> None:
    courses = list(courses_of(versions_of(program.id)))
    by_course = get_course_runs().runs_of_courses(courses)
    course_of = {run.key: course for course, runs in by_course.items() for run in runs}
    rows = TrackedRun.objects.filter(course__in=courses)
    known = {row.run_key: row for row in rows if row.course in courses}  # MySQL ignores case
    for key, run in get_course_runs().display_runs(list(course_of)).items():
        values = {name: getattr(run, name) for name in FIELDS} | {"title": clean_name(run.title), "gone": None}
        values |= {name: plausible_or_none(values[name]) for name in INSTANTS}
        row = known.get(key)
        if row is None or any(getattr(row, name) != value for name, value in values.items()):
            TrackedRun.objects.update_or_create(run_key=key, defaults={**values, "course": course_of[key]})
    gone = [row.id for key, row in known.items() if key not in course_of and row.gone is None]
    TrackedRun.objects.filter(id__in=gone).update(gone=now)
