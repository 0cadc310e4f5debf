"""Whether one attempt counts for a course or exam, and if not, why.

One attempt is one learner in one run. Choosing among attempts is in ``courses``, judging the tree in ``standing``.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from micromasters_plugin.data import Attempt, AttemptVerdict, ExamAttempt, ExamStatus, Reason
from micromasters_plugin.domain import reasons as why
from micromasters_plugin.domain.definition import Course, Final, ProgramRules
from micromasters_plugin.domain.finals import Combined, missing_grade

#: What a proctored exam lacks, by the status of its newest attempt.
EXAM_REASONS = {
    ExamStatus.SUBMITTED: why.EXAM_UNDER_REVIEW,
    ExamStatus.REJECTED: why.EXAM_REJECTED,
    ExamStatus.ERRORED: why.EXAM_ERRORED,
    ExamStatus.RESET: why.EXAM_MISSING,
}


def judge_attempt(
    program: ProgramRules, course: Course, attempt: Attempt, *, now: datetime, combined: Combined | None = None
) -> AttemptVerdict:
    """Return whether ``attempt`` counts for ``course``; every missing condition is named, not only the first.

    It counts when the enrollment's mode is, or was when the bar was reached, one of the program's credit modes, the
    grade reaches the course's passing grade in this program, a proctored exam is verified where one is required, the
    platform's certificate is not invalidated, the run lies within the program's dates, and the results are not under
    embargo. An enrollment that was given up after a pass still counts: the platform keeps its grade and certificate.

    Args:
        combined: the grade with the final, for a course that has one.
    """
    ratio = attempt.ratio if combined is None or combined.ratio is None else combined.ratio
    reasons = (
        _mode_reasons(attempt, program.credit_modes)
        + (_grade_reasons(course, attempt, ratio) if combined is None or combined.ratio is not None else ())
        + (_combined_reasons(attempt, combined) if combined is not None and combined.ratio is None else ())
        + (exam_reasons(attempt.exams) if course.proctored else ())
        + ((why.CERTIFICATE_INVALIDATED.reason(),) if attempt.certificate_invalidated else ())
        + _date_reasons(program, attempt)
        + _embargo_reasons(course, ratio, now)
    )
    return AttemptVerdict(
        attempt.course_run, counts=not reasons, ratio=ratio, reasons=reasons, reached=attempt.bar_reached
    )


def final_reasons(program: ProgramRules, final: Final, attempt: Attempt) -> tuple[Reason, ...]:
    """Return why an attempt at a course's final does not count by itself; () where it does."""
    return (
        _mode_reasons(attempt, program.credit_modes)
        + _final_grade_reasons(final, attempt)
        + (missing_grade(attempt) if attempt.ratio is None and attempt.platform_grade else ())
        + (exam_reasons(attempt.exams) if final.proctored else ())
        + ((why.CERTIFICATE_INVALIDATED.reason(),) if attempt.certificate_invalidated else ())
        + _date_reasons(program, attempt)
    )


def exam_reasons(exams: Sequence[ExamAttempt]) -> tuple[Reason, ...]:
    """Every exam of the run must be verified, and there must be one."""
    if not exams:
        return (why.EXAM_MISSING.reason(),)
    rows = [EXAM_REASONS[exam.status] for exam in exams if exam.status is not ExamStatus.VERIFIED]
    return tuple(row.reason() for row in dict.fromkeys(rows)) if rows else ()


def _mode_reasons(attempt: Attempt, credit_modes: Sequence[str]) -> tuple[Reason, ...]:
    if attempt.enrollment is None:
        return (why.NOT_ENROLLED.reason(),)
    if attempt.enrollment.mode in credit_modes or _mode_when_reached(attempt) in credit_modes:
        return ()
    return (why.MODE_NOT_FOR_CREDIT.reason(mode=attempt.enrollment.mode, modes=credit_modes),)


def _mode_when_reached(attempt: Attempt) -> str:
    """The mode at the instant when the bar was reached: a later refund or re-enrollment takes nothing away."""
    if attempt.enrollment is None or attempt.bar_reached is None:
        return ""
    earlier = [change for change in attempt.enrollment.history if change.time <= attempt.bar_reached]
    return earlier[-1].mode if earlier else ""


def _grade_reasons(course: Course, attempt: Attempt, ratio: Decimal | None) -> tuple[Reason, ...]:
    if ratio is None:
        return missing_grade(attempt)
    if ratio >= course.passing_grade:
        return ()
    row = why.BELOW_PROGRAM_BAR if attempt.passed_course else why.BELOW_BAR
    return (row.reason(ratio=ratio, bar=course.passing_grade),)


def _final_grade_reasons(final: Final, attempt: Attempt) -> tuple[Reason, ...]:
    if final.passing_grade is None or attempt.ratio is None or attempt.ratio >= final.passing_grade:
        return ()
    return (why.FINAL_BELOW_BAR.reason(ratio=attempt.ratio, bar=final.passing_grade),)


def _combined_reasons(attempt: Attempt, combined: Combined) -> tuple[Reason, ...]:
    """Why there is no grade of both parts yet."""
    return (*(missing_grade(attempt) if attempt.ratio is None else ()), *combined.reasons)


def _date_reasons(program: ProgramRules, attempt: Attempt) -> tuple[Reason, ...]:
    """An unknown date breaks no limit."""
    if program.starts is None and program.ends is None:
        return ()
    reasons = []
    if program.starts is not None and attempt.run_start is not None and attempt.run_start < program.starts:
        reasons.append(why.BEFORE_PROGRAM.reason(starts=program.starts))
    if program.ends is not None and attempt.bar_reached is not None and attempt.bar_reached > program.ends:
        reasons.append(why.AFTER_PROGRAM.reason(ends=program.ends))
    return tuple(reasons)


def _embargo_reasons(course: Course, ratio: Decimal | None, now: datetime) -> tuple[Reason, ...]:
    """Without a grade there is no result to hold back."""
    until = course.held_until(now)
    return () if ratio is None or until is None else (why.EMBARGOED.reason(until=until),)
