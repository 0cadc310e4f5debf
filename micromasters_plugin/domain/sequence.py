"""Requirements in order: the next counts only if the one before it was earned before this one was finished.

Dates come from the truth: when each course's bar in the program was reached. A date that nobody knows shows no breach,
and what is waived has none: credit from elsewhere is older than the decision about it.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from micromasters_plugin.data import AttemptVerdict, Reason, RequirementState
from micromasters_plugin.domain.definition import Course, Group, Node
from micromasters_plugin.domain.reasons import OUT_OF_ORDER
from micromasters_plugin.domain.verdicts import RequirementVerdict


@dataclass(frozen=True)
class Previous:
    """The requirement that must be earned first, with its verdict; ``waived`` has the keys of all waived requirements.

    It has no slots, so that its date is cached however many attempts are compared with it.
    """

    node: Node
    verdict: RequirementVerdict
    waived: Container[str] = ()

    def allows(self, finished: datetime | None) -> bool:
        """Tell whether what was finished then, or nobody knows when, came after it."""
        if not self.verdict.earned:
            return False
        return finished is None or self._earned is None or self._earned <= finished

    @cached_property
    def _earned(self) -> datetime | None:
        return first_earned(self.verdict, self.node, self.waived)

    @property
    def breach(self) -> Reason:
        return OUT_OF_ORDER.reason(previous=self.verdict.key)


def attempts_in_order(attempts: Sequence[AttemptVerdict], previous: Previous) -> list[AttemptVerdict]:
    """Return a course's ``attempts``, made not to count where they were finished before ``previous`` was earned."""
    return [
        verdict
        if not verdict.counts or previous.allows(verdict.reached)
        else replace(verdict, counts=False, reasons=(*verdict.reasons, previous.breach))
        for verdict in attempts
    ]


def whole_in_order(verdict: RequirementVerdict, node: Node, previous: Previous) -> RequirementVerdict:
    """Return a group's or nested program's ``verdict``, not earned where it was finished before ``previous`` was."""
    if not verdict.earned or previous.allows(last_earned(verdict, node, previous.waived)):
        return verdict
    return replace(verdict, earned=False, state=RequirementState.OUT_OF_ORDER, reasons=(previous.breach,))


def first_earned(verdict: RequirementVerdict, node: Node, waived: Container[str] = ()) -> datetime | None:
    """Return the earliest instant at which an earned requirement was earned; None where nobody knows.

    Of a course: the first counting attempt's, not the best one's, so that a better retake undoes no order. Of a group:
    when the last of the children that it takes was, by their own first dates. Of a nested program: its own date.
    """
    if _is_undated(verdict, node, waived):
        return None
    if isinstance(node, Course):
        dates = [attempt.reached for attempt in verdict.attempts if attempt.counts]
        known = [date for date in dates if date is not None]
        return min(known) if len(known) == len(dates) else None
    if isinstance(node, Group):
        firsts = [first_earned(child, below, waived) for child, below in _earned_children(verdict, node)]
        known = sorted(date for date in firsts if date is not None)
        # The children without a date may have been earned at any time: assume the earliest.
        missing = node.required - (len(firsts) - len(known))
        return known[missing - 1] if missing > 0 else None
    return verdict.earned_on


def last_earned(verdict: RequirementVerdict, node: Node, waived: Container[str] = ()) -> datetime | None:
    """Return the latest instant at which anything that counts in an earned requirement was; None where nobody knows.

    One more attempt or elective never makes it earlier, so it breaks no order that held without it.
    """
    if _is_undated(verdict, node, waived):
        return None
    if isinstance(node, Course):
        dates = [attempt.reached for attempt in verdict.attempts if attempt.counts]
    elif isinstance(node, Group):
        dates = [last_earned(child, below, waived) for child, below in _earned_children(verdict, node)]
    else:
        return verdict.earned_on
    known = [date for date in dates if date is not None]
    return max(known) if len(known) == len(dates) else None


def _is_undated(verdict: RequirementVerdict, node: Node, waived: Container[str]) -> bool:
    """A waiver in force stands for credit from elsewhere even where an attempt counts as well."""
    return verdict.state is RequirementState.WAIVED or node.key in waived


def _earned_children(verdict: RequirementVerdict, node: Group) -> list[tuple[RequirementVerdict, Node]]:
    pairs = zip(verdict.children, node.children, strict=True)
    return [(child, below) for child, below in pairs if child.earned]
