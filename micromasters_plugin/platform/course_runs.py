"""Read course runs. Verdicts call some methods of this port, and pages call the other methods."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Protocol

from micromasters_plugin.platform.host import get_host

if TYPE_CHECKING:
    from micromasters_plugin.data import CourseRun


class CourseRuns(Protocol):
    """This port reads the course runs of the platform."""

    def runs_of_courses(self, courses: Iterable[str]) -> dict[str, list[CourseRun]]:
        """Map each course (``ORG+NUMBER``) to the course's runs.

        Runs with the oldest start come first, and runs without a start come last. The function sends one query. The
        result leaves out CCX runs. Each run has its ``title``, ``start``, ``end``, ``passing_grade`` and
        ``certificates_available``. Other fields may be empty.
        """

    def display_runs(self, runs: Sequence[str]) -> dict[str, CourseRun]:
        """Return the runs with price, deadlines and address. The function sends a constant number of queries."""


def get_course_runs() -> CourseRuns:
    """Return the host's port for course runs."""
    return get_host()
