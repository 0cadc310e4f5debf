"""Choose the places of shared courses and the requirements that enter the composite grade.

Of all choices that leave the most earned, the one with the highest composite grade holds. ``composite`` calculates the
grade, and ``validity`` decides which results the choice may use.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from micromasters_plugin.data import OverrideDecision
from micromasters_plugin.domain.composite import composite_of
from micromasters_plugin.domain.courses import Attempts
from micromasters_plugin.domain.definition import Group, Node, ProgramRules
from micromasters_plugin.domain.shared_courses import assignments
from micromasters_plugin.domain.steps import Steps
from micromasters_plugin.domain.tree import count_earned, judge_tree
from micromasters_plugin.domain.verdicts import RequirementVerdict


def choose_best(
    program: ProgramRules,
    verdicts: Mapping[str, RequirementVerdict],
    *,
    attempts: Attempts,
    waivers: Mapping[str, OverrideDecision],
    steps: Steps,
) -> RequirementVerdict:
    """Return the verdict of the tree under the best choice, with ``enters`` at the leaves that enter the composite.

    Args:
        program: the rules.
        verdicts: key of each leaf → its verdict, as if every course counted in each of its places.
        attempts: the learner's attempts.
        waivers: key of a requirement → its waiver in force.
        steps: counts the steps. There are at most ``domain.steps.max_steps``.

    Raises:
        OutOfStepsError: the choice takes more steps than the limit of ``steps``.
    """
    roots = []
    for placed_verdicts in assignments(program, verdicts, waivers):
        steps.spend(program.size)
        roots.append(judge_tree(program.root, placed_verdicts, attempts=attempts, waivers=waivers))
    root = roots[0] if len(roots) == 1 else _most_favourable(program, roots)
    return _mark(program.root, root, {part.key for part in best_parts(program.root, root)})


def best_parts(node: Node, verdict: RequirementVerdict) -> list[RequirementVerdict]:
    """Return the earned courses, exams and nested programs that enter the composite grade.

    A group with ``at_least`` contributes that number of its best children, compared by their own composite grades. On a
    tie, the earlier child comes first. A group with ``composite_of_all`` contributes every earned child.
    """
    if not isinstance(node, Group):
        return [verdict] if verdict.earned else []
    parts = [best_parts(child, below) for child, below in zip(node.children, verdict.children, strict=True)]
    if node.at_least is not None:
        parts = [part for part, child in zip(parts, verdict.children, strict=True) if child.earned]
        if not node.composite_of_all:
            parts = sorted(parts, key=_grade, reverse=True)[: node.at_least]
    return [each for part in parts for each in part]


def _mark(node: Node, verdict: RequirementVerdict, entering: set[str]) -> RequirementVerdict:
    """Return the verdict with ``enters`` at the leaves whose keys are in ``entering``."""
    if not isinstance(node, Group):
        return replace(verdict, enters=True) if node.key in entering else verdict
    pairs = zip(node.children, verdict.children, strict=True)
    return replace(verdict, children=tuple(_mark(child, below, entering) for child, below in pairs))


def _most_favourable(program: ProgramRules, roots: Sequence[RequirementVerdict]) -> RequirementVerdict:
    """Return the best root by earned, number of earned requirements, and composite. On a tie, the first root wins."""
    scores = [(root.earned, count_earned(program.root, root)) for root in roots]
    best_score = max(scores)
    tied = [root for root, score in zip(roots, scores, strict=True) if score == best_score]
    return max(tied, key=lambda root: _grade(best_parts(program.root, root)))


def _grade(parts: list[RequirementVerdict]) -> Decimal:
    """Return the composite grade, or -1 if there is none, so that any grade is higher."""
    composite = composite_of(parts)
    return Decimal(-1) if composite is None else composite
