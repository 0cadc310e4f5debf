"""Define the parts of the block that a course team can show or hide.

The module ``fields`` has the fields themselves.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from micromasters_xblock.readable import Readable

if TYPE_CHECKING:
    from micromasters_plugin.data import LearnerProgress, RequirementProgress


@dataclass(frozen=True, slots=True)
class Shown(Readable):
    """The parts of the display. ``is_compact`` replaces the list of requirements by a table that a reader can open."""

    grades: bool = True
    plan: bool = True
    units: bool = True
    pathway: bool = True
    certificate: bool = True
    is_compact: bool = False


def without_grades(progress: LearnerProgress) -> LearnerProgress:
    """Return the progress with the states and passing grades, but without the grades and the composite."""
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
