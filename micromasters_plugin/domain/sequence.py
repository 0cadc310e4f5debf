"""Courses in order: the next counts only if the one before it was earned before this one was finished.

Both dates come from the truth: when each course's bar in the program was reached.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from micromasters_plugin.data import AttemptVerdict, Reason

if TYPE_CHECKING:
    from micromasters_plugin.domain.standing import RequirementVerdict


def out_of_order(
    verdict: AttemptVerdict, *, finished: datetime | None, previous: RequirementVerdict
) -> AttemptVerdict:
    """Return ``verdict``, made not to count where ``previous`` was not earned before ``finished``.

    A missing date cannot show a breach of the order: with the previous course earned, the attempt counts.
    """
    if previous.earned and not (finished and previous.earned_on and previous.earned_on > finished):
        return verdict
    reason = Reason("out_of_order", (("previous", previous.key),))
    return replace(verdict, counts=False, reasons=(*verdict.reasons, reason))
