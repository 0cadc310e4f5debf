"""Decide in which enrollment modes an attempt counts.

A mode is the platform's own word, such as ``verified``. A part of a requirement may list its modes. If the part lists
no modes, the modes of the requirement apply. If the requirement lists no modes, the modes of the program apply.
"""

from __future__ import annotations

from functools import lru_cache

from micromasters_plugin.data import Attempt, Reason
from micromasters_plugin.domain.definition import Course, ProgramRules
from micromasters_plugin.domain.reasons import MODE_NOT_FOR_CREDIT, NOT_ENROLLED, OTHER_TRACK

_AUDIT, _CREDIT, _VERIFIED = "audit", "credit", "verified"


def course_modes(program: ProgramRules, course: Course) -> tuple[str, ...]:
    """Return the credit modes of a course, or of its coursework if the course has a final exam."""
    own = course.final.coursework_credit_modes if course.final is not None else ()
    return own or course.credit_modes or program.credit_modes


def final_modes(program: ProgramRules, course: Course) -> tuple[str, ...]:
    """Return the credit modes of the final exam of ``course``."""
    own = course.final.credit_modes if course.final is not None else ()
    return own or course.credit_modes or program.credit_modes


@lru_cache(maxsize=256)
def counting_modes(modes: tuple[str, ...]) -> tuple[str, ...]:
    """Return the modes that earn credit where ``modes`` are the credit modes.

    The mode ``credit`` earns credit wherever ``verified`` earns credit, because learners reach ``credit`` only from
    ``verified``.
    """
    return (*modes, _CREDIT) if _VERIFIED in modes and _CREDIT not in modes else modes


def counts_in(mode: str, modes: tuple[str, ...]) -> bool:
    """Tell whether ``mode`` earns credit where ``modes`` are the credit modes."""
    return mode in counting_modes(modes)


def earns_credit(attempt: Attempt, modes: tuple[str, ...]) -> bool:
    """Tell whether the learner is in a credit mode now, or was in a credit mode when the learner reached the bar."""
    if attempt.enrollment is None:
        return False
    counting = counting_modes(modes)
    return attempt.enrollment.mode in counting or _mode_when_reached(attempt) in counting


def mode_reasons(attempt: Attempt, modes: tuple[str, ...], *, is_final: bool = False) -> tuple[Reason, ...]:
    """Return the reason against the attempt's enrollment, or () if the attempt is for credit.

    Only the audit track of the course itself gives the reason ``mode_not_for_credit``. A learner who is in audit in the
    final exam may have paid for the coursework.
    """
    if attempt.enrollment is None:
        return (NOT_ENROLLED.reason(),)
    if earns_credit(attempt, modes):
        return ()
    mode = attempt.enrollment.mode
    row = MODE_NOT_FOR_CREDIT if mode == _AUDIT and not is_final else OTHER_TRACK
    return (row.reason(mode=mode, modes=modes),)


def _mode_when_reached(attempt: Attempt) -> str:
    """Return the enrollment mode at the time when the learner reached the bar.

    A later refund or re-enrollment does not change this mode.
    """
    if attempt.enrollment is None or attempt.bar_reached is None:
        return ""
    earlier = [change for change in attempt.enrollment.history if change.time <= attempt.bar_reached]
    return earlier[-1].mode if earlier else ""
