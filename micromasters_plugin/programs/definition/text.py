"""Write a program as a definition file, and leave out fields that have their defaults.

The parser reads the written file as an equal program. The file has no comments. To keep comments, ``exporting`` returns
the imported file if that file still defines the same program.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import yaml

from micromasters_plugin.domain.days import DEFAULT_ZONE, day_of, midnight_of
from micromasters_plugin.domain.definition import (
    AdmissionBar,
    Course,
    Final,
    Group,
    NestedProgram,
    Pathway,
    ProgramRules,
    Split,
    SplitBy,
    Unit,
)
from micromasters_plugin.domain.instants import LAST
from micromasters_plugin.programs.definition.default_keys import default_course_key, default_group_key
from micromasters_plugin.programs.definition.json import decimal_text
from micromasters_plugin.programs.definition.schema import SCHEMA, Composite
from micromasters_plugin.programs.definition.times import years_text

#: This is the value of a field in the file, or None if the file leaves the field out.
Written = Any


def definition_text(program: ProgramRules) -> str:
    """Return the YAML of a definition. ``parse_definition`` reads the YAML again."""
    return yaml.dump(
        _without_gaps(_program(program)),
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        default_flow_style=False,
        width=1 << 20,  # a folded text would be read as a different text
    )


def _program(program: ProgramRules) -> dict[str, Written]:
    common = _Common(program)
    return {
        "schema": SCHEMA,
        "uuid": program.uuid,
        "key": program.key,
        "kind": program.kind,
        "title": program.title,
        "institution": program.institution,
        "timezone": program.timezone if program.timezone != DEFAULT_ZONE else None,
        "effective_from": common.instant(program.effective_from),
        "starts": program.starts,
        "ends": program.ends,
        "accent": program.accent,
        "succeeds": program.succeeds,
        "credit_modes": list(program.credit_modes) if program.credit_modes != ("verified",) else None,
        "passing_grade": common.passing_grade,
        "certificate": common.certificate or None,
        "letters": {band.letter: band.from_ratio for band in program.letters},
        "releases": {run: common.instant(instant) for run, instant in program.releases},
        "release_with_certificates": program.release_with_certificates or None,
        "grandfathering": program.grandfathering.value,
        "drop_policy": program.drop_policy.value,
        "shared_courses": program.shared_courses.value,
        "price": None if program.price is None else {"amount": program.price, "currency": program.currency},
        "effort": program.effort,
        "admission": program.admission and _admission(program.admission),
        "pathway": _pathway(program.pathway),
        "units": [_unit(unit) for unit in program.units],
        "requirements": _node(program.root, common, ()),
    }


class _Common:
    """The values that the file writes once for all courses, and the time zone of the file's instants."""

    def __init__(self, program: ProgramRules) -> None:
        courses = program.courses()
        bars = Counter(course.passing_grade for course in courses)
        self.passing_grade = bars.most_common(1)[0][0] if bars else None
        self.certificate = bool(courses) and all(course.certificate for course in courses)
        self.zone = program.timezone

    def instant(self, instant: datetime | None) -> Written:
        """Return the day of an instant that begins a day. Return any other instant in ISO 8601, in UTC."""
        if instant is None:
            return None
        day = day_of(instant, self.zone)
        is_day = day.year < LAST.year and midnight_of(day, self.zone) == instant
        return day if is_day else instant.astimezone(UTC).isoformat()


def _admission(bar: AdmissionBar) -> dict[str, Written]:
    return {
        "composite": bar.composite,
        "courses": dict(bar.courses),
        "attempts": bar.attempts,
        "until": bar.until,
        "credential": bar.credential,
    }


def _pathway(pathway: Pathway) -> dict[str, Written]:
    return {"title": pathway.title, "worth": pathway.worth, "url": pathway.url}


def _unit(unit: Unit) -> dict[str, Written]:
    return {"key": unit.key, "title": unit.title, "courses": unit.courses}


def _node(node: Any, common: _Common, positions: tuple[int, ...]) -> dict[str, Written]:
    if isinstance(node, Course):
        return _course(node, common)
    if isinstance(node, NestedProgram):
        return {"program": node.program, "key": node.key, "title": node.title, "weight": node.weight}
    return _group(node, common, positions)


def _group(group: Group, common: _Common, positions: tuple[int, ...]) -> dict[str, Written]:
    children = [_node(child, common, (*positions, index)) for index, child in enumerate(group.children)]
    named = {
        "key": group.key if group.key != default_group_key(positions) else None,
        "title": group.title,
        "shared_courses": group.shared_courses and group.shared_courses.value,
    }
    if group.at_least is None:
        return {**named, "in_order": group.in_order or None, "all_of": children}
    composite = Composite.ALL.value if group.composite_of_all else None
    return {**named, "composite": composite, "at_least": group.at_least, "of": children}


def _course(course: Course, common: _Common) -> dict[str, Written]:
    return {
        course.kind: course.course,
        "key": course.key if course.key != default_course_key(course.course) else None,
        "title": course.title if course.title != course.key else None,
        "passing_grade": course.passing_grade if course.passing_grade != common.passing_grade else None,
        "weight": course.weight if course.weight != 1 else None,
        **_attempts(course),
        "proctored": course.proctored if course.proctored != course.is_exam else None,
        "valid_for": course.valid_for and years_text(course.valid_for),
        "certificate": course.certificate if course.certificate != common.certificate else None,
        "make_ups": dict(course.make_ups),
        "embargo_until": common.instant(course.embargo_until),
        "opens_after": list(course.opens_after),
        "units": list(course.units),
        "final": course.final and _final(course.final),
    }


def _final(final: Final) -> dict[str, Written]:
    return {
        "course": final.course,
        **_attempts(final),
        "passing_grade": final.passing_grade,
        "proctored": final.proctored or None,
        "coursework_passing_grade": final.coursework_passing_grade,
        "coursework_credit_modes": list(final.coursework_credit_modes),
        "carries_over": None if final.carries_over else False,
        "splits": [_split(split) for split in final.splits],
    }


def _attempts(part: Course | Final) -> dict[str, Written]:
    """Return the fields that say which attempts at a course or final exam count."""
    return {
        "aliases": list(part.aliases),
        "runs": list(part.runs),
        "except_runs": list(part.except_runs),
        "attempts": part.attempts,
        "credit_modes": list(part.credit_modes),
    }


def _split(split: Split) -> dict[str, Written]:
    by = split.by.value if split.by is not SplitBy.COURSEWORK else None
    return {"coursework": split.coursework, "final": split.final, "starts": split.starts, "by": by}


def _without_gaps(value: Written) -> Written:
    """Return ``value`` without fields whose value is None or an empty text, list or mapping."""
    if isinstance(value, dict):
        kept = {name: _without_gaps(each) for name, each in value.items()}
        return {name: each for name, each in kept.items() if each is not None and each not in ("", [], {})}
    return [_without_gaps(each) for each in value] if isinstance(value, list) else value


class _Dumper(yaml.SafeDumper):
    """This PyYAML writer writes plain decimals, indents a list under the list's field, and writes no anchors."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> Any:
        return super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _represent_decimal(dumper: _Dumper, number: Decimal) -> yaml.Node:
    """Write grades and shares with at least two decimal places, and other numbers without trailing zeros."""
    text = decimal_text(number)
    if number >= 1:
        text = text.rstrip("0").rstrip(".")
    return dumper.represent_scalar(f"tag:yaml.org,2002:{'float' if '.' in text else 'int'}", text)


_Dumper.add_representer(Decimal, _represent_decimal)
