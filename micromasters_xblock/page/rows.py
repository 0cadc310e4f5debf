"""Describe the courses, exams and groups of a page as rows of strings and percentages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from micromasters_xblock.readable import Readable
from micromasters_xblock.words import Words, describe, runs
from micromasters_xblock.words.reader import Reader

if TYPE_CHECKING:
    from micromasters_plugin.data import RequirementProgress


@dataclass(frozen=True, slots=True)
class GradeBar(Readable):
    """A bar in CSS percentages.

    ``fill`` and ``tick`` are "" if the bar has no filled part or no tick. A hollow bar shows a grade that does not
    count.
    """

    fill: str
    tick: str
    is_hollow: bool = False


@dataclass(frozen=True, slots=True)
class RequirementRow(Readable):
    """A course or exam.

    ``grade`` is "" if the row shows no grade. ``spoken`` is the text about grade and bar for screen readers.
    """

    is_group: ClassVar[bool] = False
    code: str
    title: str
    words: Words
    grade: str
    spoken: str
    passing_grade: str
    bar: GradeBar
    is_this_course: bool


@dataclass(frozen=True, slots=True)
class GroupRow(Readable):
    """A group of requirements under one heading."""

    is_group: ClassVar[bool] = True
    heading: str
    tally: str
    items: tuple[RequirementRow | GroupRow, ...]


def learner_item(
    requirement: RequirementProgress, *, now: datetime, reader: Reader, is_needed: bool = True
) -> RequirementRow | GroupRow:
    """Return a learner's row for a requirement, or a group of such rows.

    ``is_needed`` is False in a group that is already earned.
    """
    if requirement.children:
        needs_more = is_needed and requirement.earned_children < requirement.required
        items = tuple(
            learner_item(child, now=now, reader=reader, is_needed=needs_more) for child in requirement.children
        )
        return _group(requirement, items, reader, tally=_tally(requirement, now, reader))
    words = describe(requirement, now=now, reader=reader)
    if not is_needed and requirement.state.value == "not_enrolled":
        words = Words("open", reader.gettext("Not needed"), reader.gettext("Enough of this group is earned."))
    return _row(requirement, words, reader)


def outline_item(requirement: RequirementProgress, *, now: datetime, reader: Reader) -> RequirementRow | GroupRow:
    """Return a requirement's row without a learner's state, or a group of such rows."""
    if requirement.children:
        items = tuple(outline_item(child, now=now, reader=reader) for child in requirement.children)
        return _group(requirement, items, reader, tally="")
    if requirement.state.value == "locked":
        words = Words("", "", describe(requirement, now=now, reader=reader).detail, shows_grade=False)
    else:
        link = runs.enroll(requirement.next_run, now, reader.gettext("See the course"))
        words = Words("", "", runs.next_run(requirement.next_run, now, reader), link, shows_grade=False)
    return _row(requirement, words, reader)


def _row(requirement: RequirementProgress, words: Words, reader: Reader) -> RequirementRow:
    bar, ratio = requirement.passing_grade, requirement.ratio if words.shows_grade else None
    grade = "" if ratio is None else reader.ratio(ratio, bar=bar)
    passing_grade = "" if bar is None else reader.bar(bar)
    return RequirementRow(
        code=requirement.key,
        title=requirement.title,
        words=words,
        grade=grade,
        spoken=_spoken(grade, passing_grade, reader),
        passing_grade=passing_grade,
        bar=GradeBar(percent(ratio), percent(bar), is_hollow=not words.may_count),
        is_this_course=requirement.is_this_course,
    )


def _spoken(grade: str, bar: str, reader: Reader) -> str:
    if grade and bar:
        return reader.gettext("Grade %(grade)s, bar %(bar)s", grade=grade, bar=bar)
    if bar:
        return reader.gettext("No grade yet, bar %(bar)s", bar=bar)
    return reader.gettext("Grade %(grade)s", grade=grade) if grade else reader.gettext("No grade yet")


def _group(
    requirement: RequirementProgress, items: tuple[RequirementRow | GroupRow, ...], reader: Reader, *, tally: str
) -> GroupRow:
    required, total = requirement.required, len(requirement.children)
    heading = reader.gettext(
        "%(title)s: %(required)s of %(total)s", title=requirement.title, required=str(required), total=str(total)
    )
    return GroupRow(heading, tally, items)


def _tally(requirement: RequirementProgress, now: datetime, reader: Reader) -> str:
    words = describe(requirement, now=now, reader=reader)
    if requirement.state.value == "earned":
        return reader.gettext("%(earned)s earned", earned=str(requirement.earned_children))
    return words.state if requirement.state.value == "waived" else words.detail


def percent(ratio: Decimal | None) -> str:
    """Return the ratio as a CSS percentage from 0 to 100. Return "" if there is no ratio."""
    return "" if ratio is None else f"{min(max(ratio, Decimal(0)), Decimal(1)) * 100:.2f}%"
