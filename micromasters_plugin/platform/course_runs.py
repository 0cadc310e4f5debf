"""Read course runs. Verdicts and pages use different methods."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Protocol

from micromasters_plugin.platform.host import get_host

if TYPE_CHECKING:
    from micromasters_plugin.data import CourseRun


class CourseRuns(Protocol):
    """The course runs of the platform."""

    def runs_of_courses(self, courses: Iterable[str]) -> dict[str, list[CourseRun]]:
        """Map each course (``ORG+NUMBER``) to its runs, oldest start first, unknown starts last.

        The function sends one query. CCX runs are left out. ``title``, ``start``, ``end`` and ``passing_grade`` are
        set. Other fields may be empty.
        """

    def display_runs(self, runs: Sequence[str]) -> dict[str, CourseRun]:
        """Return runs with price, deadlines and address, in a constant number of queries."""


def get_course_runs() -> CourseRuns:
    """Return the host's course runs."""
    return get_host()
