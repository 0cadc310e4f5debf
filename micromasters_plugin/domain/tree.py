"""Judge the groups of a tree from the verdicts of the leaves, check the order, and lock courses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from micromasters_plugin.data import OverrideDecision, RequirementState
from micromasters_plugin.domain.courses import Attempts, course_verdict
from micromasters_plugin.domain.definition import Course, Group, Leaf, NestedProgram, Node, count_required
from micromasters_plugin.domain.reasons import LOCKED, WAIVED
from micromasters_plugin.domain.sequence import Previous, check_attempts, check_requirement
from micromasters_plugin.domain.verdicts import RequirementVerdict


def judge_tree(
    group: Group,
    leaves: Mapping[str, RequirementVerdict],
    *,
    attempts: Attempts,
    waivers: Mapping[str, OverrideDecision],
) -> RequirementVerdict:
    """Return the verdict of ``group``. ``leaves`` maps the key of each leaf below ``group`` to the leaf's verdict."""
    children: list[RequirementVerdict] = []
    for index, child in enumerate(group.children):
        if isinstance(child, Group):
            verdict = judge_tree(child, leaves, attempts=attempts, waivers=waivers)
        else:
            verdict = leaves[child.key]
        if group.in_order and index:
            previous = Previous(group.children[index - 1], children[-1], waivers)
            verdict = _check_order(child, verdict, previous, attempts, waivers.get(child.key))
        children.append(verdict)
    waiver = waivers.get(group.key)
    if sum(child.earned for child in children) >= group.required:
        return RequirementVerdict(group.key, True, RequirementState.EARNED, children=tuple(children))
    verdict = RequirementVerdict(group.key, False, RequirementState.GROUP_OPEN, children=tuple(children))
    return verdict if waiver is None else _waive(group, verdict, waiver)


def lock_courses(node: Node, verdict: RequirementVerdict, earned_keys: set[str]) -> RequirementVerdict:
    """Return the verdict. A course is locked if the learner must earn other requirements first.

    Only courses in the state NOT_ENROLLED become locked.
    """
    if isinstance(node, Course):
        missing_keys = [key for key in node.opens_after if key not in earned_keys]
        if not missing_keys or verdict.state is not RequirementState.NOT_ENROLLED:
            return verdict
        reason = LOCKED.reason(after=missing_keys)
        return replace(verdict, state=RequirementState.LOCKED, reasons=(reason,))
    if isinstance(node, NestedProgram):
        return verdict
    children = tuple(lock_courses(*pair, earned_keys) for pair in zip(node.children, verdict.children, strict=True))
    return verdict if children == verdict.children else replace(verdict, children=children)


def leaf_verdicts(node: Node, verdict: RequirementVerdict) -> Iterator[tuple[Leaf, RequirementVerdict]]:
    """Yield pairs of a leaf of the tree and the leaf's verdict, in the definition's order.

    The requirements inside a nested program are not included.
    """
    if isinstance(node, Group):
        for child, below in zip(node.children, verdict.children, strict=True):
            yield from leaf_verdicts(child, below)
    else:
        yield node, verdict


def count_earned(node: Node, verdict: RequirementVerdict) -> int:
    """Return the number of earned requirements among the ``count_required(node)`` requirements.

    In a group with ``at_least``, a child counts only when the child is completely earned.
    """
    if not isinstance(node, Group):
        return int(verdict.earned)
    if verdict.state is RequirementState.WAIVED:
        return count_required(node)
    if verdict.state is RequirementState.OUT_OF_ORDER:
        return min(_earned_below(node, verdict), count_required(node) - 1)
    return _earned_below(node, verdict)


def _earned_below(node: Group, verdict: RequirementVerdict) -> int:
    if node.at_least is not None:
        return min(node.at_least, sum(child.earned for child in verdict.children))
    return sum(count_earned(*pair) for pair in zip(node.children, verdict.children, strict=True))


def _check_order(
    node: Node, verdict: RequirementVerdict, previous: Previous, attempts: Attempts, waiver: OverrideDecision | None
) -> RequirementVerdict:
    """Check the order, and return the resulting verdict.

    A requirement that is waived or not earned cannot break the order.
    """
    if not verdict.earned or verdict.state is RequirementState.WAIVED:
        return verdict
    if not isinstance(node, Course):
        ordered = check_requirement(verdict, node, previous)
        return ordered if ordered.earned or waiver is None else _waive(node, ordered, waiver)
    verdicts = check_attempts(verdict.attempts, previous)
    course_attempts = [attempts.by_run[each.course_run] for each in verdicts]
    return course_verdict(node, course_attempts, verdicts, waiver=waiver)


def _waive(node: Group | NestedProgram, verdict: RequirementVerdict, waiver: OverrideDecision) -> RequirementVerdict:
    """Mark the verdict as waived, and return the verdict.

    A waived group has no ratio, because its earned requirements enter the composite grade.
    """
    is_nested = isinstance(node, NestedProgram)
    return replace(
        verdict,
        earned=True,
        state=RequirementState.WAIVED,
        ratio=waiver.ratio if is_nested else None,
        earned_on=waiver.day,
        reasons=(WAIVED.reason(),),
        enters=is_nested,
    )
