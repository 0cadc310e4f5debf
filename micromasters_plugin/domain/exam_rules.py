"""Check the proctored exams of a course run."""

from __future__ import annotations

from collections.abc import Sequence

from micromasters_plugin.data import ExamAttempt, ExamStatus, Reason
from micromasters_plugin.domain import reasons as why

#: This table maps the status of the newest exam attempt to the reason why the proctored exam is not verified.
EXAM_REASONS = {
    ExamStatus.SUBMITTED: why.EXAM_UNDER_REVIEW,
    ExamStatus.REJECTED: why.EXAM_REJECTED,
    ExamStatus.ERRORED: why.EXAM_ERRORED,
    ExamStatus.RESET: why.EXAM_MISSING,
}


def exam_reasons(exams: Sequence[ExamAttempt]) -> tuple[Reason, ...]:
    """Return the reasons against the exams of a run.

    The run must have at least one exam, and all exams must be verified.
    """
    if not exams:
        return (why.EXAM_MISSING.reason(),)
    reasons: list[Reason] = []
    for exam in exams:
        if exam.status is not ExamStatus.VERIFIED:
            reasons.append(EXAM_REASONS[exam.status].reason())
    return tuple(dict.fromkeys(reasons)) if reasons else ()
