"""Serialize a program and a learner's progress for apps that show the progress in a layout of their own."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from micromasters_xblock.visibility import Shown, without_grades

if TYPE_CHECKING:
    from micromasters_plugin.data import LearnerProgress, RequirementProgress


def program_summary(progress: LearnerProgress, *, heading: str) -> dict[str, Any]:
    """Return the program's data without any learner.

    Grades are strings from 0 to 1, so that JSON parsers do not round a grade.
    """
    program = progress.program
    return {
        "program": program.uuid,
        "title": heading or program.title,
        "institution": program.institution,
        "kind": program.kind,
        "required": progress.total_requirements,
        "requirements": _outline(progress.requirements),
    }


def progress_summary(progress: LearnerProgress, shown: Shown) -> dict[str, Any]:
    """Return one learner's states. Omit a grade if the grade is embargoed or the block hides grades."""
    if not shown.grades:
        progress = without_grades(progress)
    return {
        "program": progress.program.uuid,
        "as_of": progress.as_of.isoformat() if progress.as_of else None,
        "earned": progress.earned,
        "earned_requirements": progress.earned_requirements,
        "composite": _text(progress.composite),
        "requirements": _states(progress.requirements),
    }


def _outline(requirements: Sequence[RequirementProgress]) -> list[dict[str, Any]]:
    return [
        {
            "key": requirement.key,
            "title": requirement.title,
            "kind": requirement.kind,
            "passing_grade": _text(requirement.passing_grade),
            "children": _outline(requirement.children),
        }
        for requirement in requirements
    ]


def _states(requirements: Sequence[RequirementProgress]) -> list[dict[str, Any]]:
    return [
        {
            "key": requirement.key,
            "state": requirement.state.value,
            "grade": None if requirement.state.value == "embargoed" else _text(requirement.ratio),
            "children": _states(requirement.children),
        }
        for requirement in requirements
    ]


def _text(ratio: Decimal | None) -> str | None:
    return None if ratio is None else str(ratio)
