"""The parts of the block that a course team chose to show. The module ``fields`` has the fields themselves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from micromasters_plugin.data import LearnerProgress, RequirementProgress


@dataclass(frozen=True, slots=True)
class Shown:
    """The parts of the display; ``is_compact`` puts the list of requirements into a table that opens."""

    grades: bool = True
    plan: bool = True
    units: bool = True
    pathway: bool = True
    certificate: bool = True
    is_compact: bool = False


def without_grades(progress: LearnerProgress) -> LearnerProgress:
    """Return the progress with states and passing grades, but without grades and composite."""
    rows = tuple(_without_grade(requirement) for requirement in progress.requirements)
    return replace(progress, composite=None, requirements=rows)


def _without_grade(requirement: RequirementProgress) -> RequirementProgress:
    from micromasters_plugin.domain.reasons import VERDICT_REASONS, Reveals

    return replace(
        requirement,
        ratio=None,
        reasons=tuple(
            each
            for each in requirement.reasons
            if each.code in VERDICT_REASONS and VERDICT_REASONS[each.code].reveals is not Reveals.GRADE
        ),
        children=tuple(_without_grade(child) for child in requirement.children),
    )
