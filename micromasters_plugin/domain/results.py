"""Whether one attempt counts for a course or exam, and if not, why.

One attempt is one learner in one run. Choosing among attempts and judging the tree is in ``standing``.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from micromasters_plugin.data import Attempt, AttemptVerdict, ExamAttempt, ExamStatus, Reason
from micromasters_plugin.domain.definition import Course

#: What a proctored exam lacks, by the status of its newest attempt.
EXAM_REASONS = {
    ExamStatus.SUBMITTED: "exam_under_review",
    ExamStatus.REJECTED: "exam_rejected",
    ExamStatus.ERRORED: "exam_errored",
    ExamStatus.RESET: "exam_missing",
}


def judge_attempt(course: Course, attempt: Attempt, *, credit_modes: Sequence[str], now: datetime) -> AttemptVerdict:
    """Return whether ``attempt`` counts for ``course``; every missing condition is named, not only the first.

    It counts when the enrollment's mode is one of ``credit_modes``, the grade reaches the course's passing grade in
    this program, a proctored exam is verified where one is required, the platform's certificate is not
    invalidated, and the results are not under embargo. An enrollment that was given up after a pass still counts:
    the platform keeps its grade and certificate.
    """
    reasons = (
        *_mode_reasons(attempt, credit_modes),
        *_grade_reasons(course, attempt),
        *(_exam_reasons(attempt.exams) if course.proctored else ()),
        *((Reason("certificate_invalidated"),) if attempt.certificate_invalidated else ()),
        *_embargo_reasons(course, attempt, now),
    )
    return AttemptVerdict(attempt.course_run, counts=not reasons, ratio=attempt.ratio, reasons=reasons)


def _mode_reasons(attempt: Attempt, credit_modes: Sequence[str]) -> tuple[Reason, ...]:
    if attempt.enrollment is None:
        return (Reason("not_enrolled"),)
    if attempt.enrollment.mode not in credit_modes:
        return (Reason("mode_not_for_credit", (("mode", attempt.enrollment.mode), ("modes", ",".join(credit_modes)))),)
    return ()


def _grade_reasons(course: Course, attempt: Attempt) -> tuple[Reason, ...]:
    if attempt.ratio is None:
        return (Reason("no_grade"),)
    if attempt.ratio >= course.passing_grade:
        return ()
    code = "below_program_bar" if attempt.passed_course else "below_bar"
    return (Reason(code, (("ratio", str(attempt.ratio)), ("bar", str(course.passing_grade)))),)


def _exam_reasons(exams: Sequence[ExamAttempt]) -> tuple[Reason, ...]:
    """Every exam of the run must be verified, and there must be one."""
    if not exams:
        return (Reason("exam_missing"),)
    codes = dict.fromkeys(EXAM_REASONS[exam.status] for exam in exams if exam.status is not ExamStatus.VERIFIED)
    return tuple(Reason(code) for code in codes)


def _embargo_reasons(course: Course, attempt: Attempt, now: datetime) -> tuple[Reason, ...]:
    """Without a grade there is no result to hold back."""
    if attempt.ratio is not None and course.embargo_until is not None and now < course.embargo_until:
        return (Reason("embargoed", (("until", course.embargo_until.isoformat()),)),)
    return ()
