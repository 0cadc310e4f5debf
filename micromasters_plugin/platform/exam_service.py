"""Ask the exam service over the network.

Only commands for operators ask the service, and never a verdict, page or receiver.

``gradebook`` reads the attempts that the platform itself keeps.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from micromasters_plugin.platform.host import get_host

if TYPE_CHECKING:
    from micromasters_plugin.data import ServiceAttempt, ServiceExam


class ExamService(Protocol):
    """The proctored exams in a service outside the platform."""

    def exam_service_runs(self, runs: Sequence[str]) -> set[str]:
        """Return the runs in ``runs`` whose proctored exams should be in an exam service. The service is not asked."""

    def service_exams(self, run: str) -> list[ServiceExam] | None:
        """Return the run's proctored exams that are in use; None if the service does not keep the run's exams.

        Raises:
            ExamServiceError: the service cannot be reached, or its answer cannot be read.
        """

    def service_attempts(self, exam: ServiceExam) -> list[ServiceAttempt]:
        """Return the attempts at an exam that were handed in, newest first.

        Raises:
            ExamServiceError: the service cannot be reached, or its answer cannot be read or is incomplete.
        """


def get_exam_service() -> ExamService:
    """Return the host's access to its exam service."""
    return get_host()
