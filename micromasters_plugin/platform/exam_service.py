"""Ask the exam service over the network: for an operator's command, never for a verdict, a page or a receiver.

The attempts that the platform itself keeps are ``gradebook``'s.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from micromasters_plugin.platform.host import get_host

if TYPE_CHECKING:
    from micromasters_plugin.data import ServiceAttempt, ServiceExam


class ExamService(Protocol):
    """The proctored exams that a service outside the platform keeps."""

    def exam_service_runs(self, runs: Sequence[str]) -> set[str]:
        """Return those of ``runs`` whose proctored exams an exam service is to keep. It is not asked for that."""

    def service_exams(self, run: str) -> list[ServiceExam] | None:
        """Return the run's proctored exams that are in use; None where the service does not keep its exams.

        Raises:
            ExamServiceError: the service cannot be asked, or what it says cannot be read.
        """

    def service_attempts(self, exam: ServiceExam) -> list[ServiceAttempt]:
        """Return the attempts at an exam that were handed in, newest first.

        Raises:
            ExamServiceError: the service cannot be asked, or what it says cannot be read or is not whole.
        """


def get_exam_service() -> ExamService:
    """Return the host's access to its exam service."""
    return get_host()
