"""Calculate the composite grade from the requirements that enter it, and letters for ratios."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from micromasters_plugin.domain.definition import Group, Node, ProgramRules
from micromasters_plugin.domain.grades import weighted_mean
from micromasters_plugin.domain.verdicts import RequirementVerdict


def composite_parts(node: Node, verdict: RequirementVerdict) -> list[RequirementVerdict]:
    """Return the earned courses, exams and nested programs that enter the composite grade.

    From a choice it takes the n best children by their own composite, the earlier one on a tie. If the definition says
    so, it takes all earned children.
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
    """Return the weighted mean of the ratios, half-up to 4 places, without requirements that have none."""
    return weighted_mean((each.weight, each.ratio) for each in requirements if each.ratio is not None)


def letter_of(program: ProgramRules, ratio: Decimal | None) -> str:
    """Return the letter of the best band that ``ratio`` reaches; "" below the last band or without bands."""
    if ratio is None:
        return ""
    return next((band.letter for band in program.letters if ratio >= band.from_ratio), "")
