"""Find the results that are out of order now, but count after the learner earns the previous requirements.

A result with an unknown day breaks no order. A plan therefore uses these results, and retakes the other results that
are out of order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from micromasters_plugin.data import OverrideDecision, RequirementState
from micromasters_plugin.domain.courses import Attempts, course_verdict
from micromasters_plugin.domain.definition import Course, Group, Node
from micromasters_plugin.domain.reasons import OUT_OF_ORDER
from micromasters_plugin.domain.sequence import earliest_day, latest_day
from micromasters_plugin.domain.verdicts import RequirementVerdict

#: The day of everything that the learner still has to earn.
_LATER = date.max


def with_later_results(
    node: Node, verdict: RequirementVerdict, attempts: Attempts, waivers: Mapping[str, OverrideDecision]
) -> RequirementVerdict:
    """Return the verdict in which such requirements are earned.

    Args:
        node: a requirement.
        verdict: the verdict of the requirement after an evaluation.
        attempts: the attempts of the evaluation.
        waivers: key of a requirement → its waiver in force.
    """
    return _Outlook(attempts, waivers).of(node, verdict)


@dataclass(frozen=True, slots=True)
class _Outlook:
    attempts: Attempts
    waivers: Mapping[str, OverrideDecision]

    def of(self, node: Node, verdict: RequirementVerdict) -> RequirementVerdict:
        if not isinstance(node, Group):
            return verdict
        children: list[RequirementVerdict] = []
        for index, (child, below) in enumerate(zip(node.children, verdict.children, strict=True)):
            found = self.of(child, below)
            if node.in_order and index:
                found = self._allowed(child, found, self._day_of(node.children[index - 1], children[-1]))
            children.append(found)
        return replace(verdict, children=tuple(children))

    def _allowed(self, node: Node, verdict: RequirementVerdict, previous: date | None) -> RequirementVerdict:
        """Return the verdict with the results that count if the previous requirement is earned on ``previous``."""
        if isinstance(node, Course):
            judged = [
                replace(each, counts=True, reasons=())
                if [reason.code for reason in each.reasons] == [OUT_OF_ORDER.code] and _is_kept(each.reached, previous)
                else each
                for each in verdict.attempts
            ]
            if not any(each.counts for each in judged):
                return verdict
            course_attempts = [self.attempts.by_run[each.course_run] for each in judged]
            return course_verdict(node, course_attempts, judged, waiver=self.waivers.get(node.key))
        if verdict.state is not RequirementState.OUT_OF_ORDER:
            return verdict
        if not _is_kept(latest_day(verdict, node, self.waivers), previous):
            return verdict
        return replace(verdict, earned=True, state=RequirementState.EARNED, reasons=())

    def _day_of(self, node: Node, verdict: RequirementVerdict) -> date | None:
        """Return the day on which the requirement is earned in a plan, or None if the day is unknown."""
        is_broken = isinstance(node, Group) and verdict.state is RequirementState.OUT_OF_ORDER
        if verdict.earned or is_broken:  # a group that was finished too early keeps its first day
            return earliest_day(verdict, node, self.waivers)
        if not isinstance(node, Group):
            return _LATER
        days = list(self._days_below(node, verdict))
        if len(days) < node.required:
            return _LATER
        known_days = sorted(day for day in days if day is not None)
        undated = node.required - (len(days) - len(known_days))
        return known_days[undated - 1] if undated > 0 else None

    def _days_below(self, node: Group, verdict: RequirementVerdict) -> Iterator[date | None]:
        """Yield the days of the children that the learner need not take."""
        for child, below in zip(node.children, verdict.children, strict=True):
            day = self._day_of(child, below)
            if day != _LATER:
                yield day


def _is_kept(finished: date | None, previous: date | None) -> bool:
    return finished is None or previous is None or previous <= finished
