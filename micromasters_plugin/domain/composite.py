"""Calculate the composite grade, and look up the letter for a ratio."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from micromasters_plugin.domain.definition import Group, Node, ProgramRules
from micromasters_plugin.domain.grades import weighted_mean
from micromasters_plugin.domain.verdicts import RequirementVerdict


def composite_parts(node: Node, verdict: RequirementVerdict) -> list[RequirementVerdict]:
    """Return the earned courses, exams and nested programs that enter the composite grade.

    A group with ``at_least`` contributes its best ``at_least`` children. A child with a higher composite grade is
    better. If two children are equal, the earlier child comes first. A group with ``composite_of_all`` contributes
    every earned child.
    """
    if not isinstance(node, Group):
        return [verdict] if verdict.earned else []
    parts = [composite_parts(child, below) for child, below in zip(node.children, verdict.children, strict=True)]
    if node.at_least is not None:
        parts = [part for part, child in zip(parts, verdict.children, strict=True) if child.earned]
        if not node.composite_of_all:
            parts = sorted(parts, key=lambda part: composite_of(part) or Decimal(-1), reverse=True)[: node.at_least]
    return [each for part in parts for each in part]


def composite_of(requirements: Iterable[RequirementVerdict]) -> Decimal | None:
    """Return the weighted mean of the ratios, rounded half-up to 4 places. Skip requirements without a ratio."""
    return weighted_mean((each.weight, each.ratio) for each in requirements if each.ratio is not None)


def letter_of(program: ProgramRules, ratio: Decimal | None) -> str:
    """Return the letter of the best band that ``ratio`` reaches, or "" if ``ratio`` reaches no band."""
    if ratio is None:
        return ""
    return next((band.letter for band in program.letters if ratio >= band.from_ratio), "")
