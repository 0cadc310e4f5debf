"""Calculate the composite grade, and look up the letter for a ratio. ``choice`` decides what enters the grade."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from micromasters_plugin.domain.definition import Node, ProgramRules
from micromasters_plugin.domain.grades import weighted_mean
from micromasters_plugin.domain.tree import leaf_verdicts
from micromasters_plugin.domain.verdicts import RequirementVerdict


def composite_parts(node: Node, verdict: RequirementVerdict) -> list[RequirementVerdict]:
    """Return the verdicts of the leaves that enter the composite grade, in the definition's order.

    ``choice`` chose the requirements. The requirements inside a nested program are not included.
    """
    return [below for _, below in leaf_verdicts(node, verdict) if below.enters]


def composite_of(requirements: Iterable[RequirementVerdict]) -> Decimal | None:
    """Return the weighted mean of the ratios, rounded half-up to 4 places. Skip requirements without a ratio."""
    return weighted_mean((each.weight, each.ratio) for each in requirements if each.ratio is not None)


def letter_of(program: ProgramRules, ratio: Decimal | None) -> str:
    """Return the letter of the best band that ``ratio`` reaches, or "" if ``ratio`` reaches no band."""
    if ratio is None:
        return ""
    return next((band.letter for band in program.letters if ratio >= band.from_ratio), "")
