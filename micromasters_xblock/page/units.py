"""Describe the units of knowledge that a program's courses cover."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from micromasters_xblock.readable import Readable
from micromasters_xblock.words.reader import Reader

if TYPE_CHECKING:
    from micromasters_plugin.data import UnitVerdict


@dataclass(frozen=True, slots=True)
class UnitRow(Readable):
    """One unit of knowledge: the mark of its state, its title, and one sentence."""

    mark: str
    title: str
    detail: str


def describe_unit(unit: UnitVerdict, reader: Reader) -> UnitRow:
    """Return a learner's row for one unit of knowledge."""
    if unit.is_mastered:
        return UnitRow("earned", unit.title, reader.gettext("Mastered"))
    mark = "half" if unit.earned_courses else "open"
    detail = reader.ngettext(
        "%(earned)s of %(number)s course earned",
        "%(earned)s of %(number)s courses earned",
        unit.required_courses,
        earned=str(unit.earned_courses),
    )
    return UnitRow(mark, unit.title, detail)
