"""Which programs a course run belongs to, from memory: what receivers ask on every event of the platform.

The index covers all versions of all programs and is at most ``MICROMASTERS_TRACKED_RUNS_SECONDS`` old.
"""

from __future__ import annotations

import time
from collections import defaultdict

from django.db import transaction

from micromasters_plugin import app_settings
from micromasters_plugin.domain.definition import course_of_run
from micromasters_plugin.programs.models import ProgramVersion
from micromasters_plugin.programs.registry import parse_version


class TrackedRuns:
    """Course run → ids of the programs that name it, ascending."""

    def __init__(self) -> None:
        self._expires = 0.0
        self._by_course: dict[str, frozenset[int]] = {}
        self._by_run: dict[str, frozenset[int]] = {}
        self._answers: dict[str, tuple[int, ...]] = {}

    def programs_of(self, run_key: str) -> tuple[int, ...]:
        """Return the programs of a run; () for a run of none and for keys of other forms. 0 queries unless stale."""
        if time.monotonic() >= self._expires:
            self._refresh()
        answer = self._answers.get(run_key)
        if answer is None:
            answer = self._answers[run_key] = self._look_up(run_key)
        return answer

    def forget(self) -> None:
        """Read the programs again at the next question."""
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
            rows = list(ProgramVersion.objects.all())
        for version in map(parse_version, rows):
            for course in version.rules.courses():
                for run in course.runs:
                    by_run[run].add(version.program_id)
                if not course.runs:
                    for name in (course.course, *course.aliases):
                        by_course[name].add(version.program_id)
        self._by_course = {name: frozenset(ids) for name, ids in by_course.items()}
        self._by_run = {run: frozenset(ids) for run, ids in by_run.items()}
        self._answers = {}
        self._expires = time.monotonic() + app_settings.tracked_runs_seconds()


tracked_runs = TrackedRuns()
