"""Judge whether one attempt counts for a course or exam. Give the reasons if the attempt does not count.

An attempt is one learner in one course run. ``courses`` chooses among attempts. ``standing`` judges the tree.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from micromasters_plugin.data import Attempt, AttemptVerdict, Reason
from micromasters_plugin.domain import reasons as why
from micromasters_plugin.domain.certificates import certificate_reasons
from micromasters_plugin.domain.date_rules import date_reasons
from micromasters_plugin.domain.definition import Course, Final, ProgramRules
from micromasters_plugin.domain.exam_rules import exam_reasons
from micromasters_plugin.domain.finals import CombinedGrade, coursework_reasons, has_unusable_grade, missing_grade
from micromasters_plugin.domain.modes import course_modes, final_modes, mode_reasons
from micromasters_plugin.domain.releases import held_until
from micromasters_plugin.domain.tries import is_try_for_credit


def judge_attempt(
    program: ProgramRules, course: Course, attempt: Attempt, *, now: datetime, combined: CombinedGrade | None = None
) -> AttemptVerdict:
    """Judge whether ``attempt`` counts for ``course``. Return a reason for each unmet condition.

    An attempt counts if all of these conditions are met:

    - The enrollment mode is a credit mode now, or was a credit mode when the learner reached the bar (see ``modes``).
    - The grade reaches the requirement's passing grade. The coursework reaches its own passing grade.
    - A required proctored exam is verified.
    - The platform's certificate is not invalidated. A required certificate exists.
    - The run is within the program's dates.
    - The results are published.

    The platform keeps grade and certificate after a learner leaves the run. The attempt of a learner who left the run
    therefore still counts.

    Args:
        combined: the combined grade, or None if the course has no final exam.
    """
    against_mode = mode_reasons(attempt, course_modes(program, course))
    is_proctored = course.proctored or (combined is not None and combined.needs_exam)
    ratio = attempt.ratio if combined is None or combined.ratio is None else combined.ratio
    if combined is None:
        reasons = against_mode + _grade_reasons(course, attempt, ratio)
    else:
        reasons = against_mode + _combined_reasons(course, attempt, combined) + coursework_reasons(attempt, combined)
    if is_proctored:
        reasons += exam_reasons(attempt.exams)
    if attempt.certificate_invalidated or course.certificate:
        reasons += certificate_reasons(attempt, is_required=course.certificate)
    if program.starts is not None or program.ends is not None:
        reasons += date_reasons(program, attempt)
    if attempt.release is not None or combined is not None:
        reasons += _embargo_reasons(attempt, combined, ratio, now)
    return AttemptVerdict(
        attempt.course_run,
        counts=not reasons,
        ratio=ratio,
        reasons=reasons,
        reached=attempt.reached_day,
        is_try=not against_mode and is_try_for_credit(attempt, proctored=is_proctored),
    )


def final_reasons(program: ProgramRules, course: Course, attempt: Attempt) -> tuple[Reason, ...]:
    """Return the reasons against an attempt at the final exam of ``course``, regardless of the coursework."""
    final = course.final
    assert final is not None
    return (
        mode_reasons(attempt, final_modes(program, course), is_final=True)
        + _final_grade_reasons(final, attempt)
        + (missing_grade(attempt) if has_unusable_grade(attempt) else ())
        + (exam_reasons(attempt.exams) if final.proctored else ())
        + certificate_reasons(attempt)
        + date_reasons(program, attempt)
    )


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


def _combined_reasons(course: Course, attempt: Attempt, combined: CombinedGrade) -> tuple[Reason, ...]:
    """Return the reason against the combined grade, or the reasons why the combined grade is missing."""
    if combined.ratio is not None:
        return _grade_reasons(course, attempt, combined.ratio)
    return (*(missing_grade(attempt) if attempt.ratio is None else ()), *combined.reasons)


def _embargo_reasons(
    attempt: Attempt, combined: CombinedGrade | None, ratio: Decimal | None, now: datetime
) -> tuple[Reason, ...]:
    """Return a reason if the results are held back. A missing grade cannot be hidden."""
    final_release = combined.final_release if combined is not None else None
    until = held_until(attempt.release, final_release, now=now)
    return () if ratio is None or until is None else (why.EMBARGOED.reason(until=until),)
