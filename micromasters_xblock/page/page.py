"""Turn a learner's progress into strings and percentages, so that templates decide nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from micromasters_xblock.page.folding import fold
from micromasters_xblock.page.outcome import Line, outcome_lines, related_lines, retired_lines
from micromasters_xblock.page.picture import Picture, TableRow, draw, table_rows
from micromasters_xblock.page.plan import Step, first_step, leaves, next_steps
from micromasters_xblock.page.rows import GradeBar, GroupRow, RequirementRow, learner_item, outline_item, percent
from micromasters_xblock.page.target import PlanAnswer, Target, target_of
from micromasters_xblock.page.this_course import this_course
from micromasters_xblock.page.units import UnitRow, describe_unit
from micromasters_xblock.readable import Readable
from micromasters_xblock.visibility import Shown, without_grades
from micromasters_xblock.words.reader import Reader

if TYPE_CHECKING:
    from micromasters_plugin.data import AdmissionGrade, LearnerProgress, ProgramSummary

ACCENT = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True, slots=True)
class CompositeLine(Readable):
    """The composite grade of the earned requirements so far."""

    figure: str
    bar: GradeBar
    detail: str


@dataclass(frozen=True, slots=True)
class Page(Readable):
    """The values of the page. In an outline, ``count`` and every field after ``count`` are empty.

    ``here`` is this course's row if the page has no list. ``answer`` is the plan for the target that the reader sent.
    """

    accent: str
    origin: str
    title: str
    is_outline: bool
    shown: Shown
    bar_key: str
    items: tuple[RequirementRow | GroupRow, ...]
    begin: Step | None
    steps: tuple[Step, ...]
    pathway_title: str
    pathway_worth: str
    count: str = ""
    this_course: str = ""
    here: RequirementRow | None = None
    lines: tuple[Line, ...] = ()
    composite: CompositeLine | None = None
    as_of: str = ""
    rules: str = ""
    picture: Picture | None = None
    table: tuple[TableRow, ...] = ()
    units: tuple[UnitRow, ...] = ()
    is_folded: bool = False
    target: Target | None = None
    answer: PlanAnswer | None = None

    @property
    def shows_grades(self) -> bool:
        """Tell whether the list shows the learner's grades."""
        return self.shown.grades and not self.is_outline

    @property
    def is_table_only(self) -> bool:
        """Tell whether some or all requirements appear only in the table, which then shows every detail."""
        return self.shown.is_compact or self.is_folded


def outline_page(
    progress: LearnerProgress, *, heading: str, now: datetime, reader: Reader, shown: Shown | None = None
) -> Page:
    """Return the public page: the program, its requirements, its pathway and the first step."""
    shown = _shown_of(progress, shown)
    return Page(
        **_frame(progress, heading=heading, reader=reader, shown=shown),
        is_outline=True,
        items=tuple(outline_item(requirement, now=now, reader=reader) for requirement in progress.requirements),
        begin=first_step(progress, now=now, reader=reader) if shown.plan else None,
        steps=(),
        lines=tuple(retired_lines(progress.program, reader=reader)),
    )


def progress_page(
    progress: LearnerProgress, *, heading: str, now: datetime, reader: Reader, shown: Shown | None = None
) -> Page:
    """Return the page with a learner's own progress."""
    shown = _shown_of(progress, shown)
    visible = progress if shown.grades else without_grades(progress)
    items = tuple(learner_item(requirement, now=now, reader=reader) for requirement in visible.requirements)
    table = tuple(table_rows(items))
    listed = fold(items, len(table))
    has_begun = any(course.state.value not in ("not_enrolled", "locked") for course in leaves(progress.requirements))
    # The plan uses hidden grades too. Otherwise the plan would include grades that the learner has reached already.
    plan = progress if shown.grades else replace(progress, composite=None, admission_grades=_unmet(progress))
    return Page(
        **_frame(progress, heading=heading, reader=reader, shown=shown),
        is_outline=False,
        items=listed,
        is_folded=listed != items,
        begin=None if has_begun or not shown.plan else first_step(progress, now=now, reader=reader),
        steps=tuple(next_steps(plan, now=now, reader=reader)) if shown.plan else (),
        count=reader.ngettext(
            "%(earned)s of %(number)s requirement earned",
            "%(earned)s of %(number)s requirements earned",
            progress.total_requirements,
            earned=str(progress.earned_requirements),
        ),
        this_course=this_course(visible, now=now, reader=reader, shown=shown),
        here=next((each.row for each in table if each.row.is_this_course), None) if shown.is_compact else None,
        lines=(
            *retired_lines(progress.program, reader=reader),
            *(outcome_lines(visible, reader=reader) if shown.certificate else ()),
            *related_lines(progress, reader=reader),
        ),
        composite=_composite(visible, reader),
        as_of=reader.gettext("Grades as of %(time)s", time=reader.minute(progress.as_of)) if progress.as_of else "",
        rules=_rules(progress, reader),
        picture=draw(visible.requirements, now=now),
        table=table,
        units=tuple(describe_unit(unit, reader) for unit in progress.units) if shown.units else (),
        # An answer would reveal the hidden grades.
        target=target_of(progress, reader=reader) if shown.plan and shown.grades else None,
    )


def _unmet(progress: LearnerProgress) -> tuple[AdmissionGrade, ...]:
    """Return the grades that admission requires, as if the learner had none of these grades."""
    return tuple(replace(grade, ratio=None, is_met=False) for grade in progress.admission_grades)


def _rules(progress: LearnerProgress, reader: Reader) -> str:
    """Return the line about the rules that bind the learner, or "" for a learner who was never evaluated."""
    if progress.rules_from is None:
        return ""
    rules = {"date": reader.date(progress.rules_from), "number": str(progress.rules_number)}
    if progress.rules_changed is None:
        return reader.gettext("Rules of %(date)s (version %(number)s).", **rules)
    changed = reader.date(progress.rules_changed)
    return reader.gettext("Rules of %(date)s (version %(number)s); changed on %(changed)s.", changed=changed, **rules)


def _shown_of(progress: LearnerProgress, shown: Shown | None) -> Shown:
    """Return the parts that the page shows. A retired program has no plan."""
    shown = shown or Shown()
    return shown if progress.program.retired is None else replace(shown, plan=False)


def _frame(progress: LearnerProgress, *, heading: str, reader: Reader, shown: Shown) -> dict[str, Any]:
    """Return the fields that the public page and a learner's page share."""
    return {
        "accent": _accent(progress.program),
        "origin": _origin(progress.program, heading, reader),
        "title": heading or progress.program.title,
        "shown": shown,
        "bar_key": _bar_key(progress, reader),
        "pathway_title": progress.pathway_title if shown.pathway else "",
        "pathway_worth": progress.pathway_worth if shown.pathway else "",
    }


def _composite(progress: LearnerProgress, reader: Reader) -> CompositeLine | None:
    composite, bar = progress.composite, progress.admission_bar
    if composite is None:
        return None
    detail = reader.gettext(
        "From %(earned)s of %(total)s requirements.",
        earned=str(progress.earned_requirements),
        total=str(progress.total_requirements),
    )
    if bar is not None:
        at_tick = reader.gettext("Admission bar %(bar)s, at the tick.", bar=reader.bar(bar))
        detail = reader.sentences(at_tick, detail)
    return CompositeLine(reader.ratio(composite, bar=bar), GradeBar(percent(composite), percent(bar)), detail)


def _bar_key(progress: LearnerProgress, reader: Reader) -> str:
    """Return the sentence about the passing grade that all requirements share.

    Return "" if the passing grades differ.
    """
    bars = {course.passing_grade for course in leaves(progress.requirements) if course.passing_grade is not None}
    if len(bars) != 1:
        return ""
    return reader.gettext("Passing grade of the program: %(bar)s", bar=reader.bar(bars.pop()))


def _origin(program: ProgramSummary, heading: str, reader: Reader) -> str:
    kinds = {
        "micromasters": reader.gettext("MicroMasters program"),
        "xseries": reader.gettext("XSeries program"),
    }
    kind = kinds.get(program.kind, reader.gettext("Program"))
    parts: Sequence[str] = (program.institution, kind, program.title if heading else "")
    return " · ".join(part for part in parts if part)


def _accent(program: ProgramSummary) -> str:
    return program.accent if ACCENT.fullmatch(program.accent) else ""
