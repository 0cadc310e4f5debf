"""Request proctored exams and attempts from the exam service over the network.

Only commands for operators send requests to the service. Verdicts, pages and receivers never use the service.

``gradebook`` reads the attempts that the platform itself keeps.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from micromasters_plugin.platform.host import get_host

if TYPE_CHECKING:
    from micromasters_plugin.data import ServiceAttempt, ServiceExam


class ExamService(Protocol):
    """This port reads the proctored exams in a service outside the platform."""

    def exam_service_runs(self, runs: Sequence[str]) -> set[str]:
        """Return the runs in ``runs`` whose proctored exams should be in an exam service.

        The method sends no request to the service.
        """

    def service_exams(self, run: str) -> list[ServiceExam] | None:
        """Return the run's proctored exams that are in use. Return None if the service does not keep the run's exams.

        Raises:
            ExamServiceError: the service cannot be reached, or the service's answer cannot be read.
        """

    def service_attempts(self, exam: ServiceExam) -> list[ServiceAttempt]:
        """Return the attempts that learners handed in at an exam, with the newest attempt first.

        Raises:
            ExamServiceError: the service cannot be reached, or the service's answer is unreadable or incomplete.
        """


def get_exam_service() -> ExamService:
    """Return the host's port for the exam service."""
    return get_host()
