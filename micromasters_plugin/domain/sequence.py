"""Courses in order: the next counts only if the one before it was earned before this one was finished.

Both dates come from the truth: when each course's bar in the program was reached.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from micromasters_plugin.data import Attempt, AttemptVerdict, Reason

if TYPE_CHECKING:
    from micromasters_plugin.domain.standing import RequirementVerdict


def out_of_order(
    verdict: AttemptVerdict, *, previous: RequirementVerdict, attempts: Sequence[Attempt]
) -> AttemptVerdict:
    """Return ``verdict``, made not to count where no attempt at ``previous`` counted before this one was finished.

    Any counting attempt at the previous course will do, not only the best: a later, better retake of it must not
    undo the order. A missing date cannot show a breach: with the previous course earned, the attempt counts.
    """
    reached = {attempt.course_run: attempt.bar_reached for attempt in attempts}
    finished = reached[verdict.course_run]
    earned = [reached[earlier.course_run] for earlier in previous.attempts if earlier.counts]
    if any(finished is None or date is None or date <= finished for date in earned):
        return verdict
    reason = Reason("out_of_order", (("previous", previous.key),))
    return replace(verdict, counts=False, reasons=(*verdict.reasons, reason))
