"""The one state that a course or exam is shown in, from the attempt that speaks for it.

No state here depends on the clock; what has ended or comes next is worked out when a page is drawn.
"""

from __future__ import annotations

from micromasters_plugin.data import Attempt, AttemptVerdict, RequirementState

#: The state for each obstacle, in the order in which it is the one to speak of.
STATE_OF_REASON = {
    # First, so that no other state lets a grade show through that is held back.
    "embargoed": RequirementState.EMBARGOED,
    "certificate_invalidated": RequirementState.INVALIDATED,
    "mode_not_for_credit": RequirementState.AUDIT,
    "out_of_order": RequirementState.OUT_OF_ORDER,
    "below_program_bar": RequirementState.BELOW_PROGRAM_BAR,
    "before_program": RequirementState.OUTSIDE_DATES,
    "after_program": RequirementState.OUTSIDE_DATES,
    "exam_rejected": RequirementState.EXAM_REJECTED,
    "exam_errored": RequirementState.EXAM_ERRORED,
    "exam_under_review": RequirementState.EXAM_UNDER_REVIEW,
    "final_below_bar": RequirementState.FINAL_BELOW_BAR,
    "invalid_grade": RequirementState.IN_PROGRESS,
    "no_grade": RequirementState.IN_PROGRESS,
    "below_bar": RequirementState.IN_PROGRESS,
    "final_missing": RequirementState.FINAL_TO_TAKE,
    "exam_missing": RequirementState.EXAM_TO_TAKE,
}


def state_of_course(attempt: Attempt, verdict: AttemptVerdict) -> RequirementState:
    """Return the state of the requirement that ``attempt``, judged as ``verdict``, speaks for."""
    if verdict.counts:
        return RequirementState.EARNED
    if not is_enrolled(attempt):
        return _state_without_enrollment(verdict)
    codes = {reason.code for reason in verdict.reasons}
    return next(state for code, state in STATE_OF_REASON.items() if code in codes)


def is_enrolled(attempt: Attempt) -> bool:
    """Tell whether the learner is in the run now, in any mode."""
    return attempt.enrollment is not None and attempt.enrollment.is_active


def _state_without_enrollment(verdict: AttemptVerdict) -> RequirementState:
    """A run that was left asks for a new enrollment, unless something was taken away from a finished one."""
    codes = {reason.code for reason in verdict.reasons}
    if "certificate_invalidated" in codes:
        return RequirementState.INVALIDATED
    return RequirementState.NOT_ENROLLED
