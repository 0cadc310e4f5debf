"""Define the schema of a program's definition file as tables of sections and fields.

``fields`` applies the tables. ``checks`` applies rules about several fields. ``docs/reference/definition.rst``
describes the fields for people.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from micromasters_plugin.domain.definition import DropPolicy, Grandfathering, SharedCourses, SplitBy
from micromasters_plugin.programs.definition import kinds as kinds
from micromasters_plugin.programs.definition import values as values
from micromasters_plugin.programs.definition.default_keys import default_course_key, default_group_key
from micromasters_plugin.programs.definition.document import Value
from micromasters_plugin.programs.definition.fields import Field, Section, read_section
from micromasters_plugin.programs.definition.kinds import Kind, list_of, mapping_of

#: This number is the version of the file's format and not of the program.
SCHEMA = 1


class Composite(enum.StrEnum):
    """This choice says which earned requirements of a group enter the composite grade.

    ``BEST`` means the best ``at_least`` requirements.
    """

    BEST = "best"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Requirement:
    """This record has the readable part of a requirement in the file.

    ``key`` is the key from the file or the default key, and may be empty.
    """

    kind: str
    key: str
    section: Section
    children: tuple[Requirement, ...] = ()

    @property
    def key_place(self) -> Value:
        """Return the place of the key, or of the value from which the key was derived."""
        return self.section.places.get("key", self.section.places[self.kind])

    def walk(self) -> Iterator[Requirement]:
        """Yield the requirement and everything below it, in the order of the file."""
        yield self
        for child in self.children:
            yield from child.walk()


def read_program(root: Value) -> Section:
    """Read the whole file. ``requirements`` becomes a Requirement, and every other mapping becomes a Section."""
    return read_section(root, PROGRAM, homes=_HOMES)


def _read_schema(value: Value) -> int:
    if not value.is_plain or value.text != str(SCHEMA):
        raise ValueError
    return SCHEMA


def _section(name: str, expected: str) -> Kind:
    return Kind(lambda value: read_section(value, SECTIONS[name], homes=_HOMES), expected, _reference(name))


def _sections(name: str, expected: str) -> Kind:
    """Return the kind for a list of sections. The sections keep their positions in the file."""

    def read(value: Value) -> tuple[Section, ...]:
        return values.read_items(
            value, lambda item: read_section(item, SECTIONS[name], homes=_HOMES), expected=expected
        )

    return Kind(read, f"a list of one or more: {expected}", {"type": "array", "minItems": 1, "items": _reference(name)})


def _reference(*names: str) -> dict[str, Any]:
    references: list[dict[str, Any]] = [{"$ref": f"#/definitions/{name}"} for name in names]
    return references[0] if len(names) == 1 else {"anyOf": references}


def _read_root(value: Value) -> Requirement:
    requirement = _read_requirement(value)
    if requirement.kind not in GROUPS:
        raise values.Remedy(f'expected a group, not a single {requirement.kind}: put it into a list under "all_of:"')
    return requirement


def _read_requirement(value: Value) -> Requirement:
    names = [name.text for name, _ in value.entries or ()]
    found = [kind for kind in KINDS if kind in names]
    if value.entries is None or not found:
        raise values.Remedy(f'expected one of {", ".join(KINDS)}, such as "course: MITx+CTL.SC0x"')
    if len(found) > 1:
        raise values.Remedy(f"is {' and '.join(found)} at once: make it one requirement for each")
    kind = found[0]
    section = read_section(value, KINDS[kind], homes=_HOMES)
    children = section.values.get("all_of", section.values.get("of", ())) if kind in GROUPS else ()
    return Requirement(kind, section.values.get("key") or _default_key(kind, section), section, children)


def _default_key(kind: str, section: Section) -> str:
    """Return a course's number after the last dot, such as SC0x for CTL.SC0x.

    For a group, return the position in the tree.
    """
    if kind in GROUPS:
        return default_group_key(int(step) for step in re.findall(r"\[(\d+)\]", section.place.path))
    if kind not in COURSES or kind not in section.values or "key" in section.places:
        return ""
    key = default_course_key(section.values[kind])
    if not values.is_identifier(key):
        section.places[kind].refuse(f'the number gives no usable key ({key!r}): add a "key: …" of letters and digits')
    return key


def _read_children(value: Value) -> tuple[Requirement, ...]:
    if value.items is not None and not value.items:
        raise values.Remedy("an empty group: list at least one requirement, or remove the group")
    return values.read_items(value, _read_requirement, expected="a requirement")


#: A requirement has one of these fields, which names the requirement.
_NAMES = ("course", "exam", "program", "all_of", "at_least")

_KEY = Field(kinds.IDENTIFIER, "SC0x")
_TITLE = Field(kinds.TEXT, "Supply Chain Analytics")
_COURSE = Field(kinds.COURSE, "MITx+CTL.SC0x", required=True)
_WEIGHT = Field(kinds.POSITIVE, "1")
_CHILDREN = Field(
    Kind(
        _read_children,
        "a list of one or more requirements",
        {"type": "array", "minItems": 1, "items": _reference(*_NAMES)},
    ),
    "[{course: MITx+CTL.SC0x}]",
    required=True,
)

_MODES = Field(list_of(kinds.IDENTIFIER, "a list of one or more enrollment modes"), "[verified]")
_RUN_LIST = Field(list_of(kinds.RUN, "a list of one or more course run keys"), "[course-v1:MITx+CTL.SC0x+1T2016]")
_SHARED_COURSES = Field(kinds.choice(SharedCourses), "once")

#: These fields say which attempts count. Courses and final exams have these fields.
_ATTEMPTS = {
    "aliases": Field(list_of(kinds.COURSE, "a list of one or more other names of the course"), "[MITx+SC0x]"),
    "runs": _RUN_LIST,
    "except_runs": _RUN_LIST,
    "passing_grade": Field(kinds.PASSING_GRADE, "0.60"),
    "proctored": Field(kinds.BOOLEAN, "true"),
    "attempts": Field(kinds.COUNT, "2"),
    "credit_modes": _MODES,
}
_LEAF = {
    "key": _KEY,
    "title": _TITLE,
    "weight": _WEIGHT,
    **_ATTEMPTS,
    "valid_for": Field(kinds.YEARS, "5 years"),
    "certificate": Field(kinds.BOOLEAN, "true"),
    "make_ups": Field(
        mapping_of(kinds.USAGE, kinds.USAGE, "make-up exams, each with the exam that it makes up for"),
        "{block-v1:MITx+CTL.CFx+1T2026+type@sequential+block@again: "
        "block-v1:MITx+CTL.CFx+1T2026+type@sequential+block@exam}",
    ),
    "embargo_until": Field(kinds.INSTANT, "2016-07-01T12:00Z"),
    "opens_after": Field(list_of(kinds.IDENTIFIER, "a list of one or more keys of courses or exams"), "[SC0x, SC1x]"),
    "units": Field(list_of(kinds.IDENTIFIER, "a list of one or more keys of units"), "[probability]"),
    "final": Field(_section("final", "the final's course and its splits"), "{course: MITx+CTL.SC0x.F, splits: […]}"),
}

COURSES: dict[str, Mapping[str, Field]] = {"course": {"course": _COURSE, **_LEAF}, "exam": {"exam": _COURSE, **_LEAF}}
PROGRAMS: dict[str, Mapping[str, Field]] = {
    "program": {
        "program": Field(kinds.UUID, "123e4567-e89b-42d3-a456-426614174000", required=True),
        "key": Field(kinds.IDENTIFIER, "logistics", required=True),
        "title": Field(kinds.TEXT, "Logistics", required=True),
        "weight": _WEIGHT,
    },
}
GROUPS: dict[str, Mapping[str, Field]] = {
    "all_of": {
        "all_of": _CHILDREN,
        "key": _KEY,
        "title": _TITLE,
        "in_order": Field(kinds.BOOLEAN, "true"),
        "shared_courses": _SHARED_COURSES,
    },
    "at_least": {
        "at_least": Field(kinds.COUNT, "2", required=True),
        "of": _CHILDREN,
        "key": _KEY,
        "title": _TITLE,
        "composite": Field(kinds.choice(Composite), "all"),
        "shared_courses": _SHARED_COURSES,
    },
}
KINDS = COURSES | PROGRAMS | GROUPS

_FORMAT = Kind(_read_schema, f"the format's version, {SCHEMA}", {"const": SCHEMA})
_ROOT = Kind(_read_root, "a group of requirements", _reference(*GROUPS))
PROGRAM = {
    "schema": Field(_FORMAT, str(SCHEMA), required=True),
    "uuid": Field(kinds.UUID, "123e4567-e89b-42d3-a456-426614174000", required=True),
    "key": Field(kinds.PROGRAM_KEY, "scm", required=True),
    "kind": Field(kinds.SLUG, "micromasters", required=True),
    "title": Field(kinds.TEXT, "Supply Chain Management", required=True),
    "institution": Field(kinds.TEXT, "MITx", required=True),
    "effective_from": Field(kinds.INSTANT, "2016-02-10", required=True),
    "timezone": Field(kinds.ZONE, "America/New_York"),
    "starts": Field(kinds.DAY, "2016-01-01"),
    "ends": Field(kinds.DAY, "2026-12-31"),
    "accent": Field(kinds.COLOUR, "'#0e5a66'"),
    "credit_modes": _MODES,
    "passing_grade": Field(kinds.PASSING_GRADE, "0.60"),
    "certificate": Field(kinds.BOOLEAN, "true"),
    "releases": Field(
        mapping_of(kinds.RUN, kinds.INSTANT, "course runs, each with the date on which its results are released"),
        "{course-v1:MITx+CTL.CFx+1T2026: 2026-07-01}",
    ),
    "release_with_certificates": Field(kinds.BOOLEAN, "true"),
    "letters": Field(kinds.LETTERS, "{A: 0.90, B: 0.80, C: 0.60}"),
    "grandfathering": Field(kinds.choice(Grandfathering), "pinned"),
    "drop_policy": Field(kinds.choice(DropPolicy), "review"),
    "shared_courses": _SHARED_COURSES,
    "succeeds": Field(kinds.UUID, "123e4567-e89b-42d3-a456-426614174000"),
    "price": Field(_section("price", "an amount and a currency"), "{amount: 150, currency: USD}"),
    "effort": Field(kinds.TEXT, "14 weeks, 8–10 hours a week"),
    "admission": Field(_section("admission", "the bar for candidates"), "{composite: 0.80, credential: true}"),
    "pathway": Field(
        _section("pathway", "a title, and what the credential is worth"), "{title: Master's in Logistics}"
    ),
    "units": Field(_sections("unit", "a unit's key, title and courses"), "[{key: probability, title: Probability}]"),
    "requirements": Field(_ROOT, "{all_of: [{course: MITx+CTL.SC0x}]}", required=True),
}

SECTIONS: dict[str, Mapping[str, Field]] = {
    "the program": PROGRAM,
    "price": {
        "amount": Field(kinds.AMOUNT, "150", required=True),
        "currency": Field(kinds.CURRENCY, "USD", required=True),
    },
    "admission": {
        "composite": Field(kinds.RATIO, "0.80"),
        "courses": Field(
            mapping_of(kinds.IDENTIFIER, kinds.RATIO, "keys of courses, each with the grade that it needs"),
            "{SC0x: 0.80}",
        ),
        "attempts": Field(kinds.COUNT, "2"),
        "until": Field(kinds.DAY, "2026-06-30"),
        "credential": Field(kinds.BOOLEAN, "true"),
    },
    "pathway": {
        "title": Field(kinds.TEXT, "Master's in Logistics", required=True),
        "worth": Field(kinds.TEXT, "One semester of two"),
        "url": Field(kinds.URL, "https://scm.example.edu"),
    },
    "unit": {
        "key": Field(kinds.IDENTIFIER, "probability", required=True),
        "title": Field(kinds.TEXT, "Probability"),
        "courses": Field(kinds.COUNT, "1"),
    },
    "final": {
        "course": Field(kinds.COURSE, "MITx+CTL.SC0x.F", required=True),
        **_ATTEMPTS,
        "coursework_passing_grade": Field(kinds.PASSING_GRADE, "0.50"),
        "coursework_credit_modes": Field(_MODES.kind, "[audit, verified]"),
        "carries_over": Field(kinds.BOOLEAN, "false"),
        "splits": Field(
            _sections("split", "the shares of coursework and final"), "[{coursework: 0.40, final: 0.60}]", required=True
        ),
    },
    "split": {
        "coursework": Field(kinds.SHARE, "0.40", required=True),
        "final": Field(kinds.SHARE, "0.60", required=True),
        "starts": Field(kinds.DAY, "2018-01-01"),
        "by": Field(kinds.choice(SplitBy), "final"),
    },
    **KINDS,
}
#: This table maps each field to the sections that have the field.
_HOMES = {
    name: [title for title, fields in SECTIONS.items() if name in fields]
    for section in SECTIONS.values()
    for name in section
}
