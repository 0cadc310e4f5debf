"""Read the facts for verdicts: enrollments, grades, course certificates and proctored attempts of many learners.

``roster`` finds the learners, and ``course_runs`` reads the data of runs for display.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from micromasters_plugin.platform.host import get_host

if TYPE_CHECKING:
    from micromasters_plugin.data import CourseCertificate, Enrollment, ExamAttempt, Grade

#: This pair has the user id and the course run's key.
Pair = tuple[int, str]


class Gradebook(Protocol):
    """This port reads the platform's data about learners in course runs."""

    def enrollments(self, user_ids: Sequence[int], runs: Sequence[str]) -> dict[Pair, Enrollment]:
        """Return the active and inactive enrollments with their histories.

        The function sends at most two queries.
        """

    def grades(self, user_ids: Sequence[int], runs: Sequence[str]) -> dict[Pair, Grade]:
        """Return the persisted grades without any check. The function sends one query."""

    def grades_outside(
        self, lowest: float, highest: float, runs: Sequence[str], *, limit: int
    ) -> list[tuple[int, str, float]]:
        """Return triples of user id, run and grade for grades in ``runs`` below ``lowest`` or above ``highest``.

        Return at most ``limit`` triples. The result includes grades that are not a number. The result is sorted by run
        and then by user. The function sends one query.
        """

    def certificates(self, user_ids: Sequence[int], runs: Sequence[str]) -> dict[Pair, CourseCertificate]:
        """Return course certificates with their invalidations, and the allowlisted learners.

        The function sends at most two queries.
        """

    def exam_attempts(self, user_ids: Sequence[int], runs: Sequence[str]) -> dict[Pair, list[ExamAttempt]]:
        """For each exam whose attempts the platform itself keeps, return the newest proctored attempt.

        The function sends at most one query.
        """


def get_gradebook() -> Gradebook:
    """Return the host's port for the gradebook."""
    return get_host()
