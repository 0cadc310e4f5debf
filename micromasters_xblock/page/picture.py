"""Prepare the requirements as a strip and as a table with the same content.

The strip has one segment for each required item.

Segments follow the program's order. The strip has no text, so right-to-left pages can mirror the strip. Lengths are CSS
percentages. The module ``rows`` has the words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from micromasters_xblock.page.rows import GroupRow, RequirementRow
from micromasters_xblock.readable import Readable
from micromasters_xblock.words import runs

if TYPE_CHECKING:
    from micromasters_plugin.data import RequirementProgress

#: The gap between two segments is as wide as this part of a segment.
GAP = Decimal("0.08")
#: At most this part of a segment is filled before the requirement is earned.
NEARLY_FULL = Decimal("0.9")
WAITING = frozenset({"exam_to_take", "exam_under_review", "final_to_take", "embargoed"})


@dataclass(frozen=True, slots=True)
class Segment(Readable):
    """One requirement in the strip: its position, its filled part ("" for an empty segment), and its shape."""

    x: str
    width: str
    fill: str
    is_exam: bool
    is_locked: bool


@dataclass(frozen=True, slots=True)
class Bracket(Readable):
    """The segments that belong to one group."""

    x1: str
    x2: str


@dataclass(frozen=True, slots=True)
class Picture(Readable):
    """The whole strip."""

    segments: tuple[Segment, ...]
    brackets: tuple[Bracket, ...]


class TableRow(NamedTuple):
    """A requirement's row in the table. ``group`` is the heading of the requirement's group, or ""."""

    group: str
    row: RequirementRow


@dataclass(frozen=True, slots=True)
class _DrawnSlot:
    """One required item: a course, an exam, a nested program, or one of the items that a choice requires."""

    filled: Decimal = Decimal(0)
    is_exam: bool = False
    is_locked: bool = False


def draw(requirements: Sequence[RequirementProgress], *, now: datetime) -> Picture:
    """Return the strip of a learner's requirements. If grades are hidden, segments show only states."""
    slots: list[_DrawnSlot] = []
    spans: list[tuple[int, int]] = []
    for requirement in requirements:
        start = len(slots)
        slots.extend(_slots(requirement, now))
        if requirement.children:
            spans.append((start, len(slots)))
    width = Decimal(100) / (len(slots) + (len(slots) - 1) * GAP) if slots else Decimal(0)
    step = width * (1 + GAP)
    segments = tuple(
        Segment(
            x=_percent(step * number),
            width=_percent(width),
            fill=_percent(width * slot.filled) if slot.filled else "",
            is_exam=slot.is_exam,
            is_locked=slot.is_locked,
        )
        for number, slot in enumerate(slots)
    )
    brackets = tuple(Bracket(_percent(step * start), _percent(step * (end - 1) + width)) for start, end in spans)
    return Picture(segments, brackets)


def table_rows(items: Sequence[RequirementRow | GroupRow], group: str = "") -> Iterator[TableRow]:
    """Yield the rows of the table in the program's order."""
    for item in items:
        if isinstance(item, GroupRow):
            yield from table_rows(item.items, item.heading)
        else:
            yield TableRow(group, item)


def _slots(requirement: RequirementProgress, now: datetime) -> list[_DrawnSlot]:
    """Return one slot for each required item. A choice has the slots of its most advanced children."""
    if not requirement.children:
        return [_DrawnSlot(_filled(requirement, now), requirement.kind == "exam", requirement.state.value == "locked")]
    of_children = [_slots(child, now) for child in requirement.children]
    if requirement.required < len(of_children):
        whole = [_DrawnSlot(min((slot.filled for slot in slots), default=Decimal(0))) for slots in of_children]
        return sorted(whole, key=lambda slot: -slot.filled)[: requirement.required]
    return [slot for slots in of_children for slot in slots]


def _filled(requirement: RequirementProgress, now: datetime) -> Decimal:
    """Return the filled part of a segment, from 0 to 1. Return 0 for a run that ended without a grade that counts."""
    state, ratio, bar = requirement.state.value, requirement.ratio, requirement.passing_grade
    if state in ("earned", "waived"):
        return Decimal(1)
    if state in WAITING:
        return NEARLY_FULL
    if state == "in_progress" and ratio is not None and bar and not runs.has_ended(requirement.course_run, now):
        return min(NEARLY_FULL, max(Decimal(0), ratio / bar))
    return Decimal(0)


def _percent(value: Decimal) -> str:
    return f"{value:.2f}%"
