"""What a course team lets the block show. The fields themselves are in ``fields``."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from micromasters_plugin.data import LearnerProgress, RequirementProgress

#: Reasons whose values tell a grade, or that there is none.
GRADE_REASONS = frozenset({"below_bar", "below_program_bar", "invalid_grade", "no_grade"})


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
    """Return the progress with states and passing grades, but no grade and no composite."""
    rows = tuple(_without_grade(requirement) for requirement in progress.requirements)
    return replace(progress, composite=None, requirements=rows)


def _without_grade(requirement: RequirementProgress) -> RequirementProgress:
    return replace(
        requirement,
        ratio=None,
        reasons=tuple(reason for reason in requirement.reasons if reason.code not in GRADE_REASONS),
        children=tuple(_without_grade(child) for child in requirement.children),
    )
