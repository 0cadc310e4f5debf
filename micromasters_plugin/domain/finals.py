"""Calculate the grade of a course with a final exam. The grade is the weighted sum of coursework and final exam.

This module also chooses the final exam for a coursework run. ``results`` decides whether the grade counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from micromasters_plugin.data import Attempt, Reason
from micromasters_plugin.domain.definition import Course, Final, Split
from micromasters_plugin.domain.grades import round_ratio
from micromasters_plugin.domain.reasons import FINAL_MISSING, INVALID_GRADE, NO_GRADE
from micromasters_plugin.domain.releases import held_until


@dataclass(frozen=True, slots=True)
class CombinedGrade:
    """The combined grade (0–1) of a coursework run and a final exam, or the reasons why the grade is missing.

    ``final_release`` is when the results of the final exam's run are published, or None if they are not held back.
    """

    ratio: Decimal | None
    final_run: str = ""
    reasons: tuple[Reason, ...] = ()
    final_release: datetime | None = None


def missing_grade(attempt: Attempt) -> tuple[Reason, ...]:
    """Return the reason why an attempt has no ratio. The platform has no grade, or the platform's grade is invalid."""
    if attempt.platform_grade:
        return (INVALID_GRADE.reason(grade=attempt.platform_grade),)
    return (NO_GRADE.reason(),)


def session_of(run_key: str) -> str:
    """Return the session of a course run. The session is the last part of the run key, such as ``1T2026``."""
    return run_key.replace("/", "+").rpartition("+")[2]


def split_for(final: Final, start_day: date | None) -> Split:
    """Return the split for a run that starts on ``start_day``. If the start is unknown, return the newest split."""
    if start_day is None:
        return final.splits[-1]
    return max(
        (split for split in final.splits if split.starts is None or split.starts <= start_day),
        key=final.splits.index,
        default=final.splits[0],
    )


def combine(
    course: Course, coursework: Attempt, finals: Sequence[tuple[Attempt, tuple[Reason, ...]]], *, now: datetime
) -> CombinedGrade:
    """Return the combined grade of ``coursework`` and the best final exam that counts with the coursework.

    A final exam whose results are held back has no grade yet. Unless a published final exam counts, the combined grade
    waits for its release.

    Args:
        course: a course with a ``final``.
        coursework: an attempt in a run of the course.
        finals: pairs of an attempt at the final exam, and the reasons against the attempt alone.
        now: the time of the evaluation.
    """
    final = course.final
    assert final is not None
    eligible = [
        pair
        for pair in finals
        if final.carries_over or session_of(pair[0].course_run) == session_of(coursework.course_run)
    ]
    final_attempts = [pair for pair in eligible if pair[0].enrollment is not None]
    graded = [pair for pair in final_attempts if pair[0].ratio is not None]
    invalid = [attempt for attempt, _ in final_attempts if attempt.ratio is None and attempt.platform_grade]
    if not graded and invalid:
        return CombinedGrade(None, invalid[0].course_run, missing_grade(invalid[0]))
    if not graded:
        return CombinedGrade(None, reasons=(FINAL_MISSING.reason(),))
    published = [pair for pair in graded if held_until(pair[0].release, now=now) is None]
    attempt, reasons = min(published or graded, key=lambda pair: (len(pair[1]), -(pair[0].ratio or 0)))
    if len(published) < len(graded) and (reasons or not published):
        held = [attempt for attempt, _ in graded if held_until(attempt.release, now=now) is not None][-1]
        return CombinedGrade(None, held.course_run, final_release=held.release)
    if reasons:
        return CombinedGrade(None, attempt.course_run, reasons)
    if coursework.ratio is None or attempt.ratio is None:
        return CombinedGrade(None, attempt.course_run)
    split = split_for(final, coursework.start_day)
    return CombinedGrade(
        round_ratio(coursework.ratio * split.coursework + attempt.ratio * split.final),
        attempt.course_run,
        final_release=attempt.release,
    )
