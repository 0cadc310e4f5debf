"""Keep the display copy of course runs fresh: titles, dates, prices, addresses.

Verdicts never read it; the evaluator asks the platform.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from micromasters_plugin.data import CourseRun
from micromasters_plugin.outbox.retrying import again_after_deadlock
from micromasters_plugin.platform.port import get_platform
from micromasters_plugin.programs.models import Program, TrackedRun
from micromasters_plugin.programs.registry import courses_of, versions_of

REFRESH_AFTER = timedelta(minutes=15)
FIELDS = ("title", "start", "end", "enrollment_end", "upgrade_deadline", "upgrade_price", "currency", "url")


def refresh_runs(*, now: datetime) -> None:
    """Read the runs of every program whose copy is older than 15 minutes, and write what changed.

    Of several workers, the one that moves the program's date forward does it.
    """
    stale = Q(runs_refreshed__isnull=True) | Q(runs_refreshed__lte=now - REFRESH_AFTER) | Q(runs_refreshed__gt=now)
    for program in Program.objects.filter(stale):
        if Program.objects.filter(stale, id=program.id).update(runs_refreshed=now):
            _refresh_program(program)


def display_runs(courses: list[str]) -> dict[str, list[CourseRun]]:
    """Map each ``ORG+NUMBER`` to its runs as last read, oldest start first. One query."""
    runs: dict[str, list[CourseRun]] = {course: [] for course in courses}
    for row in TrackedRun.objects.filter(course__in=courses).order_by("start", "run_key"):
        runs[row.course].append(CourseRun(row.run_key, **{name: getattr(row, name) for name in FIELDS}))
    return runs


@again_after_deadlock
@transaction.atomic
def _refresh_program(program: Program) -> None:
    platform = get_platform()
    by_course = platform.runs_of_courses(list(courses_of(versions_of(program.id))))
    course_of = {run.key: course for course, runs in by_course.items() for run in runs}
    shown = platform.display_runs(list(course_of))
    known = {row.run_key: row for row in TrackedRun.objects.filter(course__in=by_course)}
    for key, run in shown.items():
        values = {name: getattr(run, name) for name in FIELDS}
        row = known.get(key)
        if row is None or any(getattr(row, name) != value for name, value in values.items()):
            TrackedRun.objects.update_or_create(run_key=key, defaults={**values, "course": course_of[key]})
    TrackedRun.objects.filter(id__in=[row.id for key, row in known.items() if key not in course_of]).delete()
