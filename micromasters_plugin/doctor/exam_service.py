"""Check that the exam service answers the LMS's account, where it keeps exams of a program's runs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from micromasters_plugin.data import Finding, Severity
from micromasters_plugin.exceptions import ExamServiceError
from micromasters_plugin.platform.exam_service import get_exam_service
from micromasters_plugin.programs.registry import newest_versions
from micromasters_plugin.programs.runs import proctored_runs


def check(now: datetime) -> Iterator[Finding]:
    """Ask it one question, about one run: whether it is reached, knows the LMS's tokens and lets the account read."""
    service = get_exam_service()
    served = service.exam_service_runs(proctored_runs(newest_versions()))
    if not served:
        return
    try:
        service.service_exams(min(served))
    except ExamServiceError as error:
        yield Finding(
            "exam_service_silent",
            Severity.WARNING,
            f"the exam service cannot be asked: {error}",
            "Mend what it names. Until then exam attempts whose events are lost come by `micromasters "
            "import-exam-attempts` alone.",
        )
