"""Check the order of requirements.

A requirement counts only if the requirement was finished at or after the instant at which the previous requirement was
earned. A course is finished when the learner reaches the course's bar. An unknown date breaks no order. A waived
requirement has no date, because credit from elsewhere is older than the waiver.
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
    """The requirement that must be earned first, with its verdict.

    ``waived_keys`` has the keys of all waived requirements.

    The class has no slots because it uses a cached property.
    """

    node: Node
    verdict: RequirementVerdict
    waived_keys: Container[str] = ()

    def allows(self, finished: datetime | None) -> bool:
        """Tell whether this requirement was earned by the time ``finished``. An unknown time (None) is allowed."""
        if not self.verdict.earned:
            return False
        return finished is None or self._earned_date is None or self._earned_date <= finished

    @cached_property
    def _earned_date(self) -> datetime | None:
        return earliest_date(self.verdict, self.node, self.waived_keys)

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

    The requirement is not earned if the requirement was finished before ``previous`` was earned.
    """
    if not verdict.earned or previous.allows(latest_date(verdict, node, previous.waived_keys)):
        return verdict
    return replace(verdict, earned=False, state=RequirementState.OUT_OF_ORDER, reasons=(previous.breach,))


def earliest_date(verdict: RequirementVerdict, node: Node, waived_keys: Container[str] = ()) -> datetime | None:
    """Return the date on which the learner first earned an earned requirement, or None if the date is unknown.

    A course has the date of the first counting attempt, so a better retake breaks no order. A group has the date on
    which enough children were earned. A nested program has its completion date.
    """
    if _is_undated(verdict, node, waived_keys):
        return None
    if isinstance(node, Course):
        dates = [attempt.reached for attempt in verdict.attempts if attempt.counts]
        known_dates = [date for date in dates if date is not None]
        return min(known_dates) if len(known_dates) == len(dates) else None
    if isinstance(node, Group):
        dates = [earliest_date(child, below, waived_keys) for child, below in _earned_children(verdict, node)]
        known_dates = sorted(date for date in dates if date is not None)
        # Assume that children without a date were earned first.
        undated = node.required - (len(dates) - len(known_dates))
        return known_dates[undated - 1] if undated > 0 else None
    return verdict.earned_on


def latest_date(verdict: RequirementVerdict, node: Node, waived_keys: Container[str] = ()) -> datetime | None:
    """Return the latest date of all counting parts of an earned requirement, or None if the date is unknown.

    Another attempt or elective never makes this date earlier. Therefore another attempt or elective never breaks an
    order that was correct.
    """
    if _is_undated(verdict, node, waived_keys):
        return None
    if isinstance(node, Course):
        dates = [attempt.reached for attempt in verdict.attempts if attempt.counts]
    elif isinstance(node, Group):
        dates = [latest_date(child, below, waived_keys) for child, below in _earned_children(verdict, node)]
    else:
        return verdict.earned_on
    known_dates = [date for date in dates if date is not None]
    return max(known_dates) if len(known_dates) == len(dates) else None


def _is_undated(verdict: RequirementVerdict, node: Node, waived_keys: Container[str]) -> bool:
    """Tell whether the requirement is waived. A waived requirement has no date, even if an attempt counts too."""
    return verdict.state is RequirementState.WAIVED or node.key in waived_keys


def _earned_children(verdict: RequirementVerdict, node: Group) -> list[tuple[RequirementVerdict, Node]]:
    pairs = zip(verdict.children, node.children, strict=True)
    return [(child, below) for child, below in pairs if child.earned]
