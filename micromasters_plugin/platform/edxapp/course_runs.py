"""Find course runs by organisation and number, and read the runs' data for verdicts and for display.

This module uses only ``CourseOverview.objects``, because ``get_from_id`` may read the modulestore and write a row.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings

from micromasters_plugin.data.truth import CourseRun
from micromasters_plugin.platform.edxapp.keys import parse_keys
from micromasters_plugin.platform.edxapp.prefixes import filter_by_prefix

#: Pages show the price and deadline of this enrollment mode to a learner on the audit track.
UPGRADE_MODE = "verified"

_FIELDS = (
    *("id", "display_name", "start", "end", "enrollment_end", "lowest_passing_grade"),
    *("certificates_display_behavior", "certificate_available_date"),
)


def runs_of_courses(courses: Iterable[str]) -> dict[str, list[CourseRun]]:
    """Map each ``ORG+NUMBER`` to the course's runs, with the oldest start first and without CCX runs.

    The function sends one query. Keys have the form ``course-v1:ORG+NUMBER+RUN``, or, before 2014, the form
    ``ORG/NUMBER/RUN``.
    """
    from openedx.core.djangoapps.content.course_overviews.models import CourseOverview

    found: dict[str, list[CourseRun]] = {course: [] for course in courses}
    if not found:
        return found
    prefixes = [f"course-v1:{course}+" for course in found]
    prefixes += [f"{course.replace('+', '/')}/" for course in found]
    rows = filter_by_prefix(CourseOverview.objects.only(*_FIELDS), "id", prefixes)
    for row in sorted(rows, key=_start_order):
        course = f"{row.id.org}+{row.id.course}"
        if course in found and not hasattr(row.id, "ccx"):
            found[course].append(_run(row))
    return found


def display_runs(runs: Sequence[str]) -> dict[str, CourseRun]:
    """Return runs with the address of the run, and with the price and deadline of the upgrade.

    The function sends two queries.
    """
    from common.djangoapps.course_modes.models import CourseMode
    from openedx.core.djangoapps.content.course_overviews.models import CourseOverview

    keys = parse_keys(runs)
    rows = CourseOverview.objects.filter(id__in=keys).only(*_FIELDS)
    modes = {mode.course_id: mode for mode in CourseMode.objects.filter(course_id__in=keys, mode_slug=UPGRADE_MODE)}
    return {str(row.id): _display(row, modes.get(row.id)) for row in rows}


def _start_order(row: Any) -> tuple[bool, float, str]:
    """Return a sort key that puts runs without a start last."""
    return (row.start is None, row.start.timestamp() if row.start else 0.0, str(row.id))


def _run(row: Any) -> CourseRun:
    return CourseRun(
        key=str(row.id),
        title=row.display_name or "",
        start=row.start,
        end=row.end,
        passing_grade=row.lowest_passing_grade,
        certificates_available=_certificates_available(row),
    )


def _certificates_available(row: Any) -> datetime | None:
    """Return when the platform shows the run's certificates, or None if each certificate is shown immediately."""
    if row.certificates_display_behavior == "end_with_date":
        return row.certificate_available_date
    return row.end if row.certificates_display_behavior == "end" else None


def _display(row: Any, mode: Any) -> CourseRun:
    return replace(
        _run(row),
        enrollment_end=row.enrollment_end,
        upgrade_deadline=mode.expiration_datetime if mode else None,
        upgrade_price=Decimal(mode.min_price) if mode else None,
        currency=mode.currency.upper() if mode else "",
        url=f"{settings.LMS_ROOT_URL}/courses/{row.id}/about",
    )
