"""Store the displayed counts of a course run's learners once a week. The counts concern one program.

A course team's page shows the stored numbers all week, even if learners' standings change. Only numbers with noise are
stored.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Subquery

from micromasters_plugin.exceptions import UnknownProgramError
from micromasters_plugin.programs.models import ProgramVersion, TrackedRun
from micromasters_plugin.programs.registry import Version, parse_version
from micromasters_plugin.standings.models import WeeklyCounts

#: This type maps a cell to the displayed number, or to None if the displayed number is below ten.
Counts = dict[str, int | None]


@dataclass(frozen=True, slots=True)
class CoursePage:
    """A program's versions, oldest first, and data of a course run. ``counts`` is None before the week's first view.

    ``run_key`` is the stored key, because MySQL also finds keys that differ in case. ``run_key`` is None for a run that
    was never read. If ``title`` or ``url`` is unknown, the field is "".
    """

    program_id: int
    versions: list[Version]
    run_key: str | None
    title: str
    url: str
    counts: Counts | None


def read_page(program_uuid: str, *, course_run: str, week: date) -> CoursePage:
    """Return all data of the page except new counts. The function sends one query.

    Raises:
        UnknownProgramError: no program has the given uuid, or the uuid is invalid.
        UnreadableDefinitionError: a version of the program cannot be read.
    """
    try:
        uuid = UUID(program_uuid)
    except ValueError:
        raise UnknownProgramError(f"no program {program_uuid!r}") from None
    stored = WeeklyCounts.objects.filter(program__uuid=uuid, course_run=course_run, week=week)
    run = TrackedRun.objects.filter(run_key=course_run)
    rows = ProgramVersion.objects.filter(program__uuid=uuid).order_by("effective_from", "number")
    rows = rows.annotate(
        counts=Subquery(stored.values("counts")[:1]),
        run_key=Subquery(run.values("run_key")[:1]),
        run_title=Subquery(run.values("title")[:1]),
        run_url=Subquery(run.values("url")[:1]),
    )
    found = list(rows)
    if not found:
        raise UnknownProgramError(f"no program {program_uuid!r}")
    first: Any = found[0]
    versions = [parse_version(row) for row in found]
    return CoursePage(
        first.program_id, versions, first.run_key, first.run_title or "", first.run_url or "", first.counts
    )


def keep_counts(program_id: int, *, course_run: str, week: date, counts: Counts) -> Counts:
    """Store the week's counts, unless another request stored the counts first. Return the stored counts.

    The function sends two queries.
    """
    row = WeeklyCounts(program_id=program_id, course_run=course_run, week=week, counts=counts)
    WeeklyCounts.objects.bulk_create([row], ignore_conflicts=True)
    stored = WeeklyCounts.objects.filter(program_id=program_id, course_run=course_run, week=week)
    return stored.values_list("counts", flat=True).get()
