"""Cache the programs to which each course run belongs. Receivers look up course runs on every event of the platform.

The index covers all versions of all programs in use. The cached index is at most ``MICROMASTERS_TRACKED_RUNS_SECONDS``
old.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Sequence

from django.db import transaction

from micromasters_plugin import app_settings
from micromasters_plugin.domain.definition import Course, Final, course_of_run
from micromasters_plugin.programs.models import ProgramVersion
from micromasters_plugin.programs.registry import Version, readable


class TrackedRuns:
    """This index maps a course run to the ascending ids of the run's programs."""

    def __init__(self) -> None:
        self._expires = 0.0
        self._by_course: dict[str, frozenset[int]] = {}
        self._by_run: dict[str, frozenset[int]] = {}
        self._answers: dict[str, tuple[int, ...]] = {}

    def programs_of(self, run_key: str) -> tuple[int, ...]:
        """Return the programs of a run, or () if the key is unknown or invalid.

        The function sends a query only if the index is stale.
        """
        if time.monotonic() >= self._expires:
            self._refresh()
        answer = self._answers.get(run_key)
        if answer is None:
            answer = self._answers[run_key] = self._look_up(run_key)
        return answer

    def forget(self) -> None:
        """Make the next look-up read the programs again."""
        self._expires = 0.0

    def _look_up(self, run_key: str) -> tuple[int, ...]:
        try:
            course = course_of_run(run_key)
        except ValueError:
            return ()
        return tuple(sorted(self._by_course.get(course, frozenset()) | self._by_run.get(run_key, frozenset())))

    def _refresh(self) -> None:
        by_course: defaultdict[str, set[int]] = defaultdict(set)
        by_run: defaultdict[str, set[int]] = defaultdict(set)
        with transaction.atomic():
            rows = list(ProgramVersion.objects.select_related("program"))
        versions = list(readable(rows))
        retired = {row.program_id for row in rows if row.program.retired is not None}
        programs = {program_id: ids - retired for program_id, ids in _named_by(versions).items()}
        for version in versions:
            for place in _places(version):
                for run in place.runs:
                    by_run[run] |= programs[version.program_id]
                if not place.runs:
                    for name in (place.course, *place.aliases):
                        by_course[name] |= programs[version.program_id]
        self._by_course = {name: frozenset(ids) for name, ids in by_course.items()}
        self._by_run = {run: frozenset(ids) for run, ids in by_run.items()}
        self._answers = {}
        self._expires = time.monotonic() + app_settings.tracked_runs_seconds()


def _places(version: Version) -> list[Course | Final]:
    courses = version.rules.courses()
    return [*courses, *(course.final for course in courses if course.final is not None)]


def _named_by(versions: Sequence[Version]) -> dict[int, set[int]]:
    """Map each program to the set of programs that require the program at any depth. The set includes the program."""
    ids = {version.rules.uuid: version.program_id for version in versions}
    outer: defaultdict[int, set[int]] = defaultdict(set)
    for version in versions:
        for node in version.rules.nested():
            if node.program in ids:
                outer[ids[node.program]].add(version.program_id)
    reached: dict[int, set[int]] = {}
    for program_id in ids.values():
        found, waiting = {program_id}, [program_id]
        while waiting:
            news = outer[waiting.pop()] - found
            found |= news
            waiting += news
        reached[program_id] = found
    return reached


tracked_runs = TrackedRuns()
