"""Check the order of requirements.

A requirement counts only if the requirement was finished on the day on which the previous requirement was earned, or
later. A course is finished on the day on which the learner reaches the course's bar. An unknown day breaks no order. A
waived requirement has no day, because credit from elsewhere is older than the waiver.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from micromasters_plugin.data import AttemptVerdict, Reason, RequirementState
from micromasters_plugin.domain.definition import Course, Group, NestedProgram, Node
from micromasters_plugin.domain.reasons import OUT_OF_ORDER
from micromasters_plugin.domain.verdicts import RequirementVerdict


@dataclass(frozen=True)
class Previous:
    """The requirement that must be earned first, with its verdict.

    ``waived_keys`` has the keys of all waived requirements.

    The class has no slots because it uses a cached property.
    """

    node: Node
    verdict: RequirementVerdict
    waived_keys: Container[str] = ()

    def allows(self, finished: date | None) -> bool:
        """Tell whether this requirement was earned by the day ``finished``. An unknown day (None) is allowed."""
        if not self.verdict.earned:
            return False
        return finished is None or self._earned_day is None or self._earned_day <= finished

    @cached_property
    def _earned_day(self) -> date | None:
        return earliest_day(self.verdict, self.node, self.waived_keys)

    @property
    def breach(self) -> Reason:
        return OUT_OF_ORDER.reason(previous=self.verdict.key)


def check_attempts(attempts: Sequence[AttemptVerdict], previous: Previous) -> list[AttemptVerdict]:
    """Return ``attempts``. An attempt that was finished before ``previous`` was earned does not count in the result."""
    return [
        verdict
        if not verdict.counts or previous.allows(verdict.reached)
        else replace(verdict, counts=False, reasons=(*verdict.reasons, previous.breach))
        for verdict in attempts
    ]


def check_requirement(verdict: RequirementVerdict, node: Node, previous: Previous) -> RequirementVerdict:
    """Return the verdict of a group or nested program.

    The requirement is not earned if the requirement was finished before ``previous`` was earned. For a nested program,
    the day of the learner's standing decides, because a waiver does not change that standing.
    """
    is_nested = isinstance(node, NestedProgram)
    finished = verdict.last_day if is_nested else latest_day(verdict, node, previous.waived_keys)
    if not verdict.earned or previous.allows(finished):
        return verdict
    return replace(verdict, earned=False, state=RequirementState.OUT_OF_ORDER, reasons=(previous.breach,), enters=False)


def earliest_day(verdict: RequirementVerdict, node: Node, waived_keys: Container[str] = ()) -> date | None:
    """Return the day on which the learner first earned an earned requirement, or None if the day is unknown.

    A course has the day of the first counting attempt, so a better retake breaks no order. A group has the day on
    which enough children were earned, and so has a nested program.
    """
    if _is_undated(verdict, node, waived_keys):
        return None
    if isinstance(node, Course):
        days = [attempt.reached for attempt in verdict.attempts if attempt.counts]
        known_days = [each for each in days if each is not None]
        return min(known_days) if len(known_days) == len(days) else None
    if isinstance(node, Group):
        days = [earliest_day(child, below, waived_keys) for child, below in _earned_children(verdict, node)]
        known_days = sorted(each for each in days if each is not None)
        # Assume that children without a date were earned first.
        undated = node.required - (len(days) - len(known_days))
        return known_days[undated - 1] if undated > 0 else None
    return verdict.first_day


def latest_day(verdict: RequirementVerdict, node: Node, waived_keys: Container[str] = ()) -> date | None:
    """Return the latest day of all counting parts of an earned requirement, or None if the day is unknown.

    Another attempt or elective never makes this day earlier. Therefore another attempt or elective never breaks an
    order that was correct.
    """
    if _is_undated(verdict, node, waived_keys):
        return None
    if isinstance(node, Course):
        days = [attempt.reached for attempt in verdict.attempts if attempt.counts]
    elif isinstance(node, Group):
        days = [latest_day(child, below, waived_keys) for child, below in _earned_children(verdict, node)]
    else:
        return verdict.last_day
    known_days = [each for each in days if each is not None]
    return max(known_days) if len(known_days) == len(days) else None


def _is_undated(verdict: RequirementVerdict, node: Node, waived_keys: Container[str]) -> bool:
    """Tell whether the requirement is waived. A waived requirement has no date, even if an attempt counts too."""
    return verdict.state is RequirementState.WAIVED or node.key in waived_keys


def _earned_children(verdict: RequirementVerdict, node: Group) -> list[tuple[RequirementVerdict, Node]]:
    pairs = zip(verdict.children, node.children, strict=True)
    return [(child, below) for child, below in pairs if child.earned]
