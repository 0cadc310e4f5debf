"""The demo's course runs: each course of the Supply Chain programs has a past, a running and a future run."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from decimal import Decimal

from host.models import BlockField, CourseRun
from host.usage_keys import progress_key

ORG = "MITx"
TITLES = {
    "CTL.SC0x": "Supply Chain Analytics",
    "CTL.SC1x": "Supply Chain Fundamentals",
    "CTL.SC2x": "Supply Chain Design",
    "CTL.SC3x": "Supply Chain Dynamics",
    "CTL.SC4x": "Supply Chain Technology and Systems",
    "CTL.CFx": "Comprehensive Final Exam",
}
#: The start of a course's run in each slot, in weeks from today.
SLOTS = {"past": -40, "running": -5, "next": 12}
WEEKS = 14

#: The course runs by slot, and then by the number of the course, such as CTL.SC0x.
Runs = dict[str, dict[str, CourseRun]]


def save_runs(program_uuid: str, *, now: datetime) -> Runs:
    """Create the runs, each with a progress block that shows the program. Keep existing runs."""
    if not CourseRun.objects.filter(course__startswith=f"{ORG}+").exists():
        CourseRun.objects.bulk_create(
            _run(number, title, now + timedelta(weeks=weeks))
            for number, title in TITLES.items()
            for weeks in SLOTS.values()
        )
    runs: Runs = defaultdict(dict)
    for number in TITLES:
        rows = CourseRun.objects.filter(course=f"{ORG}+{number}").order_by("start")
        for slot, row in zip(SLOTS, rows, strict=True):
            runs[slot][number] = row
            BlockField.objects.get_or_create(
                usage_key=progress_key(row.key),
                scope="settings",
                name="program_uuid",
                defaults={"value": program_uuid},
            )
    return runs


def program_runs() -> list[CourseRun]:
    """Return the runs. The courses have the order of ``TITLES``, and the runs of a course are sorted by start."""
    positions = {f"{ORG}+{number}": position for position, number in enumerate(TITLES)}
    return sorted(CourseRun.objects.filter(course__in=positions), key=lambda run: (positions[run.course], run.start))


def _run(number: str, title: str, start: datetime) -> CourseRun:
    start = start.replace(hour=15, minute=0, second=0, microsecond=0)
    return CourseRun(
        key=f"course-v1:{ORG}+{number}+{(start.month - 1) // 4 + 1}T{start.year}",
        course=f"{ORG}+{number}",
        title=title,
        start=start,
        end=start + timedelta(weeks=WEEKS),
        enrollment_end=start + timedelta(weeks=8),
        upgrade_deadline=start + timedelta(weeks=10),
        upgrade_price=Decimal(150),
        currency="USD",
    )
