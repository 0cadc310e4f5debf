"""Requirements in order: the next counts only if the one before it was earned before this one was finished.

Dates come from the truth: when each course's bar in the program was reached. A date that nobody knows shows no breach.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from micromasters_plugin.data import AttemptVerdict, Reason, RequirementState
from micromasters_plugin.domain.definition import Course, Group, Node
from micromasters_plugin.domain.verdicts import RequirementVerdict


def attempts_in_order(
    attempts: Sequence[AttemptVerdict], *, previous: RequirementVerdict, node: Node
) -> list[AttemptVerdict]:
    """Return a course's ``attempts``, made not to count where they were finished before ``previous`` was earned.

    Any counting attempt at a previous course will do, not only the best: a later, better retake of it must not undo
    the order.
    """
    breach = Reason("out_of_order", (("previous", previous.key),))
    return [
        verdict
        if not verdict.counts or is_in_order(verdict.reached, previous, node)
        else replace(verdict, counts=False, reasons=(*verdict.reasons, breach))
        for verdict in attempts
    ]


def whole_in_order(
    verdict: RequirementVerdict, own: Node, *, previous: RequirementVerdict, node: Node
) -> RequirementVerdict:
    """Return a group's or nested program's ``verdict``, not earned where it was finished before ``previous`` was."""
    if not verdict.earned or is_in_order(first_earned(verdict, own), previous, node):
        return verdict
    reason = Reason("out_of_order", (("previous", previous.key),))
    return replace(verdict, earned=False, state=RequirementState.OUT_OF_ORDER, reasons=(reason,))


def is_in_order(finished: datetime | None, previous: RequirementVerdict, node: Node) -> bool:
    """Tell whether what was finished then came after ``previous``, the verdict of ``node``."""
    if not previous.earned:
        return False
    earned = first_earned(previous, node)
    return finished is None or earned is None or earned <= finished


def first_earned(verdict: RequirementVerdict, node: Node) -> datetime | None:
    """Return the earliest instant at which an earned requirement was earned; None where nobody knows.

    Of a course: the first counting attempt's. Of a group: when the last of the children that it takes was, by their own
    first dates. Of a nested program: its own date. What is waived has none that could show a breach: credit from
    elsewhere is older than the decision about it.
    """
    if verdict.state is RequirementState.WAIVED:
        return None
    if isinstance(node, Course):
        dates = [attempt.reached for attempt in verdict.attempts if attempt.counts]
        known = [date for date in dates if date is not None]
        return min(known) if known and len(known) == len(dates) else None
    if isinstance(node, Group):
        pairs = zip(verdict.children, node.children, strict=True)
        firsts = [first_earned(child, below) for child, below in pairs if child.earned]
        known = sorted(date for date in firsts if date is not None)
        # The children without a date may have been earned at any time: assume the earliest.
        missing = node.required - (len(firsts) - len(known))
        return known[missing - 1] if 0 < missing <= len(known) else None
    return verdict.earned_on
