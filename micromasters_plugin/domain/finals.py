"""Calculate the grade of a course with a final exam. The grade is the weighted sum of coursework and final exam.

This module also chooses the final exam for a coursework run. ``results`` decides whether the grade counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from micromasters_plugin.data import Attempt, Reason
from micromasters_plugin.domain.certificates import has_certificate
from micromasters_plugin.domain.definition import Course, Final, Split, SplitBy
from micromasters_plugin.domain.exam_rules import exam_reasons
from micromasters_plugin.domain.grades import round_ratio
from micromasters_plugin.domain.reasons import (
    CERTIFICATE_WITHOUT_GRADE,
    COURSEWORK_BELOW_BAR,
    FINAL_MISSING,
    INVALID_GRADE,
    NO_GRADE,
)
from micromasters_plugin.domain.releases import held_until

#: An attempt at a final exam, and the reasons against the attempt alone.
JudgedFinal = tuple[Attempt, tuple[Reason, ...]]


@dataclass(frozen=True, slots=True)
class CombinedGrade:
    """The combined grade (0–1) of a coursework run and a final exam, or the reasons why the grade is missing.

    ``final_run`` is the run of the final exam, or "" without one. ``final_release`` is when the results of that run are
    published, or None if they are not held back. ``needs_exam`` tells whether the coursework's run must have a verified
    exam, because the final exam is inside the run. ``coursework_bar`` is the grade that the coursework alone must
    reach, or None.
    """

    ratio: Decimal | None
    final_run: str = ""
    reasons: tuple[Reason, ...] = ()
    final_release: datetime | None = None
    needs_exam: bool = False
    coursework_bar: Decimal | None = None


def missing_grade(attempt: Attempt) -> tuple[Reason, ...]:
    """Return the reason why an attempt has no ratio.

    Either the platform's grade is invalid, or the platform has a certificate without a grade, or there is no grade yet.
    """
    if attempt.platform_grade:
        return (INVALID_GRADE.reason(grade=attempt.platform_grade),)
    row = CERTIFICATE_WITHOUT_GRADE if has_certificate(attempt) else NO_GRADE
    return (row.reason(),)


def has_unusable_grade(attempt: Attempt) -> bool:
    """Tell whether the course team or staff must act before the attempt can have a ratio."""
    return attempt.ratio is None and (attempt.platform_grade != "" or has_certificate(attempt))


def session_of(run_key: str) -> str:
    """Return the session of a course run. The session is the last part of the run key, such as ``1T2026``."""
    return run_key.replace("/", "+").rpartition("+")[2]


def split_for(final: Final, coursework_day: date | None, exam_day: date | None = None, *, has_exam: bool) -> Split:
    """Return the newest split that is in force, or the first split if no split is in force.

    The start of the exam's run decides about a split that is ``by`` the final exam and gives the final exam a weight.
    Without such a weight the exam is inside the coursework's run, so the start of the coursework's run decides. For a
    run with an unknown start, every split is in force.

    Args:
        final: the final exam.
        coursework_day: the day on which the coursework's run starts, or None if the day is unknown.
        exam_day: the day on which the final exam's run starts, or None if the day is unknown.
        has_exam: whether there is an attempt at the final exam. Without such an attempt, the start of the coursework's
            run decides about every split.
    """

    def is_in_force(split: Split) -> bool:
        goes_by_exam = split.by is SplitBy.FINAL and split.final > 0
        if goes_by_exam and not has_exam:
            return False
        start_day = exam_day if goes_by_exam else coursework_day
        return split.starts is None or start_day is None or split.starts <= start_day

    return next((split for split in reversed(final.splits) if is_in_force(split)), final.splits[0])


def is_exam_inside(final: Final, coursework_day: date | None) -> bool:
    """Tell whether coursework whose run starts on ``coursework_day`` has the exam inside, and needs no other exam.

    None means an unknown day.
    """
    return split_for(final, coursework_day, has_exam=False).final == 0


def coursework_reasons(coursework: Attempt, combined: CombinedGrade) -> tuple[Reason, ...]:
    """Return the reason against coursework that has a grade below the coursework's own passing grade."""
    bar = combined.coursework_bar
    if bar is None or coursework.ratio is None or coursework.ratio >= bar:
        return ()
    return (COURSEWORK_BELOW_BAR.reason(ratio=coursework.ratio, bar=bar),)


def combine(course: Course, coursework: Attempt, finals: Sequence[JudgedFinal], *, now: datetime) -> CombinedGrade:
    """Return the combined grade of ``coursework`` and the final exam with which the combined grade is best.

    A final exam whose results are held back has no grade yet. Unless a published final exam counts, the combined grade
    waits for the release of the final exam. If the exam is inside the coursework's run, the grade of the run is the
    combined grade, unless a final exam in a separate run gives a better combined grade.

    Args:
        course: a course with a ``final``.
        coursework: an attempt in a run of the course.
        finals: pairs of an attempt at the final exam, and the reasons against the attempt alone, in the order of runs.
        now: the time of the evaluation.
    """
    final = course.final
    assert final is not None
    own_split = split_for(final, coursework.start_day, has_exam=False)
    taken = [pair for pair in finals if _goes_with(final, coursework, pair[0])]
    published = [pair for pair in taken if pair[0].ratio is not None and held_until(pair[0].release, now=now) is None]
    pairs = [_pair(course, final, coursework, attempt) for attempt, reasons in published if not reasons]
    options = [pair for pair in pairs if pair is not None]
    if own_split.final == 0:
        options.insert(0, _alone(course, final, coursework))
    if options:
        return max(options, key=lambda option: option.rank).combined
    missing = _without_a_final(taken, published, now=now)
    return replace(missing, coursework_bar=_bar_of_coursework(final, own_split))


class _Option(NamedTuple):
    """A combined grade.

    The plugin uses the combined grade with the highest ``rank``. If ranks are equal, the plugin uses the first combined
    grade.
    """

    rank: tuple[bool, bool, Decimal]
    combined: CombinedGrade


def _goes_with(final: Final, coursework: Attempt, exam: Attempt) -> bool:
    """Tell whether the learner took the exam, and the exam's session may count with the coursework's session."""
    if exam.enrollment is None:
        return False
    return final.carries_over or session_of(exam.course_run) == session_of(coursework.course_run)


def _pair(course: Course, final: Final, coursework: Attempt, exam: Attempt) -> _Option | None:
    """Return the combined grade of a pair, or None if the final exam has no weight."""
    split = split_for(final, coursework.start_day, exam.start_day, has_exam=True)
    assert exam.ratio is not None
    if split.final == 0:
        return None
    combined = CombinedGrade(
        None,
        exam.course_run,
        final_release=exam.release,
        coursework_bar=_bar_of_coursework(final, split),
    )
    if coursework.ratio is None and split.coursework > 0:
        return _Option((False, False, exam.ratio), combined)
    total = round_ratio((coursework.ratio or 0) * split.coursework + exam.ratio * split.final)
    combined = replace(combined, ratio=total)
    return _Option((_reaches(course, coursework, combined), True, total), combined)


def _alone(course: Course, final: Final, coursework: Attempt) -> _Option:
    """Return the grade of coursework whose run has the exam inside."""
    combined = CombinedGrade(
        coursework.ratio, needs_exam=final.proctored, coursework_bar=final.coursework_passing_grade
    )
    has_exam = not (final.proctored and exam_reasons(coursework.exams))
    is_enough = has_exam and coursework.ratio is not None and _reaches(course, coursework, combined)
    return _Option((is_enough, coursework.ratio is not None, coursework.ratio or Decimal(0)), combined)


def _reaches(course: Course, coursework: Attempt, combined: CombinedGrade) -> bool:
    is_enough = combined.ratio is not None and combined.ratio >= course.passing_grade
    return is_enough and not coursework_reasons(coursework, combined)


def _bar_of_coursework(final: Final, split: Split) -> Decimal | None:
    """Return the passing grade of the coursework alone. Coursework without a weight needs no grade."""
    return final.coursework_passing_grade if split.coursework > 0 else None


def _without_a_final(taken: Sequence[JudgedFinal], published: Sequence[JudgedFinal], *, now: datetime) -> CombinedGrade:
    """Return the reasons why no final exam counts.

    Args:
        taken: the attempts at the final exam that may go with the coursework.
        published: the attempts of ``taken`` with a grade that is not held back. No attempt of ``published`` counts.
        now: the time of the evaluation.
    """
    held = [exam for exam, _ in taken if exam.ratio is not None and held_until(exam.release, now=now) is not None]
    if held:
        return CombinedGrade(None, held[-1].course_run, final_release=held[-1].release)
    if published:
        exam, reasons = min(published, key=lambda pair: (len(pair[1]), -(pair[0].ratio or 0)))
        return CombinedGrade(None, exam.course_run, reasons)
    unusable = next((exam for exam, _ in taken if has_unusable_grade(exam)), None)
    if unusable is not None:
        return CombinedGrade(None, unusable.course_run, missing_grade(unusable))
    return CombinedGrade(None, reasons=(FINAL_MISSING.reason(),))
