"""Read what verdicts stand on: enrollments, grades, course certificates and proctored attempts of many learners.

Who the learners are is ``roster``'s, and what people are shown of a run is ``course_runs``'.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from micromasters_plugin.platform.host import get_host

if TYPE_CHECKING:
    from micromasters_plugin.data import CourseCertificate, Enrollment, ExamAttempt, Grade

#: (user id, course run key)
Pair = tuple[int, str]


class Gradebook(Protocol):
    """What the platform keeps of learners in course runs."""

    def enrollments(self, user_ids: Sequence[int], runs: Sequence[str]) -> dict[Pair, Enrollment]:
        """Return the enrollments with their histories, inactive ones included. Two queries at most."""

    def grades(self, user_ids: Sequence[int], runs: Sequence[str]) -> dict[Pair, Grade]:
        """Return the persisted grades, unchecked. One query."""

    def grades_outside(
        self, lowest: float, highest: float, runs: Sequence[str], *, limit: int
    ) -> list[tuple[int, str, float]]:
        """Return (user id, run, grade) of up to ``limit`` grades in ``runs`` that are not in ``lowest`` to ``highest``.

        A grade that is no number is among them. By run, then user. One query.
        """

    def certificates(self, user_ids: Sequence[int], runs: Sequence[str]) -> dict[Pair, CourseCertificate]:
        """Return course certificates with their invalidations, and who is allowlisted. Two queries at most."""

    def exam_attempts(self, user_ids: Sequence[int], runs: Sequence[str]) -> dict[Pair, list[ExamAttempt]]:
        """Return the proctored attempts that the platform itself keeps, newest per exam. At most one query."""


def get_gradebook() -> Gradebook:
    """Return the host's gradebook."""
    return get_host()
