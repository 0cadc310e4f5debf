"""Detect a loss that came after the last decision of staff about a loss.

The caller evaluates both standings under one set of rules, so a new version alone is not a loss. ``credentials`` and
``effects`` act on the loss.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from micromasters_plugin.data import OverrideDecision, OverrideKind, RequirementState
from micromasters_plugin.domain.definition import Group, NestedProgram, Node, ProgramRules
from micromasters_plugin.domain.verdicts import ProgramVerdict, RequirementVerdict

#: These kinds of overrides deny the credential, even to a learner who earned the program.
WITHDRAWING_KINDS = (OverrideKind.HOLD, OverrideKind.REVOKE)

#: A path is the position of a requirement in the tree. The path has all keys from the root to the requirement.
Path = tuple[str, ...]


def has_new_loss(
    program: ProgramRules,
    before: ProgramVerdict,
    after: ProgramVerdict,
    *,
    overrides_before: Sequence[OverrideDecision],
    overrides_after: Sequence[OverrideDecision],
) -> bool:
    """Tell whether the learner lost something that counted before.

    The learner may have lost the program, a requirement, or the attempt that earned the requirement. A new hold or
    revocation is also a loss. A lower grade that still counts is not a loss. If a grade that did not count is lost, the
    learner has no loss.

    Args:
        program: the rules of both standings.
        before: the standing from the facts at the time of the staff decision.
        after: the standing from the current facts.
        overrides_before: the overrides in force at the time of the staff decision.
        overrides_after: the overrides in force now.
    """
    if before.earned and not after.earned:
        return True
    if any(each.kind in WITHDRAWING_KINDS and each not in overrides_before for each in overrides_after):
        return True
    verdicts_now = dict(_requirements(program.root, after.root))
    verdicts_before = _requirements(program.root, before.root)
    return any(
        path in verdicts_now and _is_lost(verdict, verdicts_now[path]) for path, verdict in verdicts_before
    ) or any(_is_group_lost(*pair) for pair in _groups(program.root, before.root, after.root))


def _is_lost(before: RequirementVerdict, after: RequirementVerdict) -> bool:
    return _counts(before) and (not _counts(after) or _is_attempt_lost(before, after))


def _counts(verdict: RequirementVerdict) -> bool:
    """Tell whether the requirement is earned, in this group or in another group that names the course."""
    return verdict.earned or verdict.state is RequirementState.COUNTS_ELSEWHERE


def _is_attempt_lost(before: RequirementVerdict, after: RequirementVerdict) -> bool:
    """Tell whether the former attempt no longer counts and the present attempt has no better grade."""
    if not before.course_run or {before.state, after.state} != {RequirementState.EARNED}:
        return False
    if any(attempt.course_run == before.course_run and attempt.counts for attempt in after.attempts):
        return False
    return before.ratio is None or after.ratio is None or after.ratio <= before.ratio


def _is_group_lost(before: RequirementVerdict, after: RequirementVerdict) -> bool:
    """Tell whether the group is lost because the group's waiver ended or the group's order was broken.

    Every other loss of a group is also a loss of a requirement in the group.
    """
    is_own_loss = before.state is RequirementState.WAIVED or after.state is RequirementState.OUT_OF_ORDER
    return is_own_loss and before.earned and not after.earned


def _groups(
    node: Node, before: RequirementVerdict, after: RequirementVerdict
) -> Iterator[tuple[RequirementVerdict, RequirementVerdict]]:
    if isinstance(node, Group):
        yield before, after
        for child, child_before, child_after in zip(node.children, before.children, after.children, strict=True):
            yield from _groups(child, child_before, child_after)


def _requirements(
    node: Node, verdict: RequirementVerdict, above: Path = ()
) -> Iterator[tuple[Path, RequirementVerdict]]:
    """Yield the path and verdict of each course, exam and nested program.

    The courses inside nested programs are included.
    """
    path = (*above, node.key)
    if isinstance(node, Group):
        for child, below in zip(node.children, verdict.children, strict=True):
            yield from _requirements(child, below, path)
        return
    yield path, verdict
    if isinstance(node, NestedProgram):
        yield from _nested_requirements(verdict, path)


def _nested_requirements(verdict: RequirementVerdict, path: Path) -> Iterator[tuple[Path, RequirementVerdict]]:
    """Yield the path and verdict of each course inside a nested program.

    The paths come from the verdict, because another version of the nested program may bind the learner now.
    """
    for child in verdict.children:
        inner = (*path, child.key)
        if not child.children:
            yield inner, child
        yield from _nested_requirements(child, inner)
